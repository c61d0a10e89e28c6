// The buttons: what each should do, and how the page knows that it did. A check looks at the state before the click and
// the state now, and says `[mark, sentence]`; the mark is "waiting", "done" or "failed".

export const number = n => n.toLocaleString("en");
export const outputs = state => state.shipper?.outputs ?? [];
export const lagBytes = state => Math.max(0, ...outputs(state).map(output => output.lagBytes ?? 0));
export const runOf = (state, run = state.run) => state.delivered?.runs?.find(each => each.run === run);
export const bytes = n => n < 1024 ? `${n} B` : n < 1 << 20 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / (1 << 20)).toFixed(1)} MiB`;
const seconds = millis => `${(millis / 1000).toFixed(1)} s`;

const BURST = 100_000;
const PATIENCE = 60_000;
const kube = "kubectl -n sidecars-demo";
const edit = sed => `${kube} get configmap sidecars-demo -o yaml | sed '${sed}' | ${kube} replace -f -`;
const app = path => `curl -X POST localhost:8081/-/${path}`;
const sink = answer => `curl -d '${JSON.stringify(answer)}' localhost:8091/-/answer`;

const newReload = (before, now) => now.reload && now.run === before.run && now.reload.at >= before.now ? now.reload : null;
const meanwhile = (before, now) =>
  `${number(now.probe.served - before.probe.served)} requests were answered meanwhile, ${number(now.probe.failed - before.probe.failed)} failed`;
const still = now => now.database ? `${now.database.name} still answers` : "no database answers";
const refused = reload => reload && reload.outcome !== "accepted";
const newest = state => state.watcher?.history?.[0];

function switchTo(name) {
  return (before, now) => {
    const reload = newReload(before, now);
    if (refused(reload)) return [before.armed.reject ? "done" : "failed", `The app refused${before.armed.reject ? ", as it was told to" : ""}: ${reload.reason}; ${still(now)}.`];
    if (!now.database?.name.includes(name) || now.mounted && now.mounted !== now.running) return ["waiting", "Waiting for the change."];
    if (now.running === before.running && before.mounted !== before.running) return ["done", `The version that runs is mounted again. ${now.database.name} answered all the while, so nobody had to be told.`];
    if (now.running === before.running) return ["done", `${now.database.name} answers already: the same content is the same version, so nobody is told anything.`];
    if (newest(now)?.outcome === "pending") return ["waiting", `${now.database.name} answers; waiting for config-watcher to know it.`];
    const took = newest(now)?.version === now.running && newest(now).phases?.confirmed;
    return ["done", `${now.database.name} answers${took ? `, confirmed ${number(took)} ms after the change was seen` : ""}; ${meanwhile(before, now)}.`];
  };
}

function refusal(before, now) {
  const reload = newReload(before, now), entry = newest(now);
  if (refused(reload)) return ["done", `The app refused: ${reload.reason}; ${still(now)}.`];
  if (entry?.outcome === "invalid" && Date.parse(entry.seen) >= before.now - 1000) {
    return ["done", `config-watcher refused it, the app was never told: ${now.watcher.mounted?.message ?? "invalid"}; ${still(now)}.`];
  }
  return ["waiting", "Waiting for the change."];
}

export const GROUPS = [
  {
    title: "Change the configuration",
    items: [
      { id: "switch-blue", label: "Switch to blue", kubeletSimulator: true, command: edit("s/green/blue/"), check: switchTo("blue"),
        expect: "Mounted changes, running follows; the database changes, no request fails, nothing restarts." },
      { id: "switch-green", label: "Switch to green", kubeletSimulator: true, command: edit("s/blue/green/"), check: switchTo("green"),
        expect: "The same in the other direction: a new pool is opened and tested, then the old one is drained." },
      { id: "wrong-password", label: "Wrong password", kubeletSimulator: true, command: edit("s/^ *password: .*/    password: wrong/"), check: refusal,
        expect: "The new pool fails its test, the app answers 422, and the old database goes on answering." },
      { id: "invalid-yaml", label: "Invalid YAML", kubeletSimulator: true, command: edit("s/^ *url: /&[/"), check: refusal,
        expect: "It is refused with line and column; the last good configuration goes on." },
    ],
  },
  {
    title: "Trouble the app",
    items: [
      { id: "reject-next-reload", label: "Reject next reload", command: app("reject-next-reload"),
        expect: "The app refuses the next change, whatever it is. Press this, then switch.",
        check(before, now) {
          const reload = newReload(before, now);
          if (refused(reload)) return ["done", `The app answered 422: ${reload.reason}; ${still(now)}.`];
          return ["armed", "Armed: now switch the database."];
        } },
      { id: "slow-reload", label: "Slow reload", command: app("slow-reload"),
        expect: "The next reload takes 3 s. The old database answers all the while. Press this, then switch.",
        check(before, now) {
          const reload = newReload(before, now);
          if (reload?.slow) return ["done", `The reload took ${seconds(reload.millis)}; ${meanwhile(before, now)}.`];
          return ["armed", "Armed: now switch the database."];
        } },
      { id: "crash", label: "Crash the app", command: app("crash"),
        expect: "The process ends at once and is started again; config-watcher sees that it runs the right version, and its last log line arrives.",
        check(before, now) {
          if (now.run === before.run || !now.database || !now.delivered) return ["waiting", "Waiting for the app to come back."];
          const old = runOf(now, before.run);
          return ["done", `It is back: start ${now.starts} in this Pod, ${now.database.name} answers.${old ? ` Of the run that crashed ${number(old.highest)} lines arrived, ${number(old.lost)} lost.` : ""}`];
        } },
      { id: "burst", label: "Burst of 100,000 lines", path: `burst?lines=${BURST}`, command: app(`burst?lines=${BURST}`),
        expect: "The file grows and rotates much faster than usual. Every line arrives, once.",
        check(before, now) {
          const run = runOf(now), arrived = Math.max(0, (run?.highest ?? 0) - before.written);
          return arrived >= BURST
            ? ["done", `${number(BURST)} lines arrived within ${seconds(now.now - before.now)}; ${number(run.lost)} lost, ${number(run.duplicates)} came twice.`]
            : ["waiting", `${number(arrived)} of ${number(BURST)} have arrived.`];
        } },
    ],
  },
  {
    title: "Trouble the log",
    items: [
      { id: "rotate", label: "Rotate now", command: app("rotate"),
        expect: "app.log becomes app.1.log under the shipper's hands. It reads the old file to its end, then the new one.",
        check(before, now, memory) {
          if (now.rotations === before.rotations) return ["waiting", "Waiting for the rotation."];
          memory.written ??= now.written + 1;
          const run = runOf(now);
          return run?.highest > memory.written
            ? ["done", `Rotated; the lines before and after it arrived, ${number(run.lost)} lost.`]
            : ["waiting", "Rotated; waiting for the first line of the new file."];
        } },
      { id: "sink-down", label: "Collector down", command: sink({ status: 503 }),
        expect: "log-shipper retries, and the lines wait in the file. The app notices nothing.",
        check(before, now) {
          const output = outputs(now).find(each => each.state === "retrying" || each.state === "blocked");
          return output
            ? ["done", `log-shipper is ${output.state}; ${bytes(lagBytes(now))} wait in the file.`]
            : ["waiting", "Waiting for log-shipper to notice."];
        } },
      { id: "sink-slow", label: "Collector slow", command: sink({ status: 200, delay: "2s" }),
        expect: "Each batch takes 2 s. Batches grow, nothing piles up in memory, nothing is lost.",
        check(before, now, memory) {
          memory.lag = Math.max(memory.lag ?? 0, lagBytes(now));
          const more = (now.delivered?.distinct ?? 0) - (before.delivered?.distinct ?? 0);
          return now.now - before.now > 5000 && memory.lag > 0 && more > 0
            ? ["done", `In ${seconds(now.now - before.now)} ${number(more)} lines arrived; at most ${bytes(memory.lag)} waited.`]
            : ["waiting", "Watching for five seconds."];
        } },
      { id: "sink-up", label: "Collector up", command: sink({ status: 200 }),
        expect: "What waited is sent, in order. Lost stays 0.",
        check(before, now) {
          const run = runOf(now);
          return run && run.highest >= before.written && !outputs(now).some(each => each.state === "retrying")
            ? ["done", `Every line written before the click has arrived; ${number(run.lost)} lost, ${number(run.duplicates)} came twice.`]
            : ["waiting", `${bytes(lagBytes(now))} to go; log-shipper tries again after at most 30 s.`];
        } },
    ],
  },
];

const running = new Map();
let latest = null;

function element(name, className, parent, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

/** Shows the buttons that work, and for the others the command. */
export function build(controls) {
  const groups = document.getElementById("groups");
  groups.replaceChildren();
  for (const { title, items } of GROUPS) {
    const group = element("section", "group", groups);
    element("h3", "", group, title);
    for (const item of items) {
      const box = element("div", "try", group);
      const works = controls.enabled && (!item.kubeletSimulator || controls.kubeletSimulator);
      const label = works ? element("button", "", box, item.label) : element("b", "", box, item.label);
      const expect = element("p", "expect", box, item.expect);
      if (works) {
        expect.id = `expect-${item.id}`;
        label.type = "button";
        label.setAttribute("aria-describedby", expect.id);
        const result = element("p", "result", box);
        result.setAttribute("role", "status");
        label.addEventListener("click", () => press(item, box, result));
      } else {
        element("code", "command", box, item.command);
      }
    }
  }
  document.getElementById("controls-note").textContent = note(controls);
}

function note({ enabled, kubeletSimulator }) {
  if (!enabled) return "The buttons are off (DEMO_CONTROLS=true turns them on). The commands do the same; those with curl need a kubectl port-forward to the app's 8081 or the collector's 8091.";
  if (!kubeletSimulator) return "Change the ConfigMap with the commands; the kubelet brings it into the Pod within seconds to a minute and a half.";
  return "Press, and watch the drawing. Each line below a button says what happened once the page has seen it happen.";
}

function mark(box, result, status, sentence) {
  const sign = { done: "✓", failed: "✗", waiting: "…", armed: "…" }[status];
  box.className = `try ${status === "armed" ? "waiting" : status}`;
  if (result.dataset.said === sign + sentence) return;
  result.dataset.said = sign + sentence;
  result.replaceChildren();
  const tone = { done: "good", failed: "bad" }[status] ?? "warn";
  element("b", `mark ${tone}`, result, sign);
  element("span", "", result, sentence);
}

async function press(item, box, result) {
  if (!latest) return;
  const trial = { item, box, result, before: latest, memory: {}, since: performance.now() };
  running.set(item.id, trial);
  mark(box, result, "waiting", "Asked.");
  try {
    const answer = await fetch(`api/controls/${item.path ?? item.id}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: "{}",
    });
    if (answer.ok) return;
    const { error } = await answer.json();
    running.delete(item.id);
    mark(box, result, "failed", error);
  } catch {
    if (item.id === "crash") return;
    running.delete(item.id);
    mark(box, result, "failed", "The app does not answer.");
  }
}

/** Looks whether what should happen has happened. */
export function observe(state) {
  latest = state;
  for (const [id, { item, box, result, before, memory, since }] of running) {
    if (state === before) continue;
    let [status, sentence] = item.check(before, state, memory);
    if (status === "waiting" && performance.now() - since > PATIENCE) {
      [status, sentence] = ["failed", `Not seen within a minute. ${sentence}`];
    }
    if (status === "armed" && state.run !== before.run) [status, sentence] = ["failed", "The app was started again and has forgotten it."];
    mark(box, result, status, sentence);
    if (status === "done" || status === "failed") running.delete(id);
  }
}
