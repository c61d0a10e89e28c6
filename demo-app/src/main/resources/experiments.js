// The buttons: what each does, and how the page knows that it happened. A check compares the state before the click with
// the current state and returns `[mark, sentence]`. The mark is "waiting", "armed", "done" or "failed".

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
  `${number(now.probe.served - before.probe.served)} requests were answered in the meantime, ${number(now.probe.failed - before.probe.failed)} failed`;
const stillAnswers = now => now.database ? `${now.database.name} still answers` : "No database answers";
const refused = reload => reload && reload.outcome !== "accepted";
const newest = state => state.watcher?.history?.[0];

function switchTo(name) {
  return (before, now) => {
    const reload = newReload(before, now);
    if (refused(reload)) return [before.armed.reject ? "done" : "failed", `The app rejected the change${before.armed.reject ? ", as requested" : ""}: ${reload.reason}. ${stillAnswers(now)}.`];
    if (!now.database?.name.includes(name) || now.mounted && now.mounted !== now.running) return ["waiting", "Waiting for the change to arrive."];
    if (now.running === before.running && before.mounted !== before.running) return ["done", `The running version is mounted again. ${now.database.name} answered throughout, so there was nothing to reload.`];
    if (now.running === before.running) return ["done", `${now.database.name} already answers. The same content is the same version, so config-watcher sends no signal.`];
    if (newest(now)?.outcome === "pending") return ["waiting", `${now.database.name} answers. Waiting for config-watcher to confirm.`];
    const took = newest(now)?.version === now.running && newest(now).phases?.confirmed;
    return ["done", `${now.database.name} answers${took ? `, confirmed ${number(took)} ms after the change was detected` : ""}. ${meanwhile(before, now)}.`];
  };
}

function refusal(before, now) {
  const reload = newReload(before, now), entry = newest(now);
  if (refused(reload)) return ["done", `The app rejected the change: ${reload.reason}. ${stillAnswers(now)}.`];
  if (entry?.outcome === "invalid" && Date.parse(entry.seen) >= before.now - 1000) {
    return ["done", `config-watcher found an error and did not notify the app: ${now.watcher.mounted?.message ?? "invalid"}. ${stillAnswers(now)}.`];
  }
  return ["waiting", "Waiting for the change to arrive."];
}

export const GROUPS = [
  {
    title: "Change the configuration",
    items: [
      { id: "switch-blue", label: "Switch to blue", kubeletSimulator: true, command: edit("s/green/blue/"), check: switchTo("blue"),
        expect: "The mounted version changes, and the running version follows. No request fails, and nothing restarts." },
      { id: "switch-green", label: "Switch to green", kubeletSimulator: true, command: edit("s/blue/green/"), check: switchTo("green"),
        expect: "The app opens and tests a new connection pool, switches to it, and closes the old pool when its queries have ended." },
      { id: "wrong-password", label: "Wrong password", kubeletSimulator: true, command: edit("s/^ *password: .*/    password: wrong/"), check: refusal,
        expect: "The new pool fails its test. The app rejects the change with 422 and keeps using the old database." },
      { id: "invalid-yaml", label: "Invalid YAML", kubeletSimulator: true, command: edit("s/^ *url: /&[/"), check: refusal,
        expect: "The change is rejected with line and column. The last valid configuration stays in use." },
    ],
  },
  {
    title: "Disturb the app",
    items: [
      { id: "reject-next-reload", label: "Reject next reload", command: app("reject-next-reload"),
        expect: "The app rejects the next change. Press this, then switch the database.",
        check(before, now) {
          const reload = newReload(before, now);
          if (refused(reload)) return ["done", `The app answered 422: ${reload.reason}. ${stillAnswers(now)}.`];
          return ["armed", "Ready: now switch the database."];
        } },
      { id: "slow-reload", label: "Slow reload", command: app("slow-reload"),
        expect: "The next reload takes 3 s. Until then, the old database answers. Press this, then switch the database.",
        check(before, now) {
          const reload = newReload(before, now);
          if (reload?.slow) return ["done", `The reload took ${seconds(reload.millis)}. ${meanwhile(before, now)}.`];
          return ["armed", "Ready: now switch the database."];
        } },
      { id: "crash", label: "Crash the app", command: app("crash"),
        expect: "The process exits at once and is restarted. config-watcher checks which version it runs, and even its last log line is delivered.",
        check(before, now) {
          if (now.run === before.run || !now.database || !now.delivered) return ["waiting", "Waiting for the app to restart."];
          const old = runOf(now, before.run);
          return ["done", `The app is back (start ${now.starts} in this Pod), and ${now.database.name} answers.${old ? ` Of the run that crashed, ${number(old.highest)} lines arrived and ${number(old.lost)} were lost.` : ""}`];
        } },
      { id: "burst", label: "Burst of 100,000 lines", path: `burst?lines=${BURST}`, command: app(`burst?lines=${BURST}`),
        expect: "The log file fills and rotates much faster than usual. Every line is delivered.",
        check(before, now) {
          const run = runOf(now), arrived = Math.max(0, (run?.highest ?? 0) - before.written);
          return arrived >= BURST
            ? ["done", `${number(BURST)} lines arrived within ${seconds(now.now - before.now)}: ${number(run.lost)} lost, ${number(run.duplicates)} duplicates.`]
            : ["waiting", `${number(arrived)} of ${number(BURST)} lines have arrived.`];
        } },
    ],
  },
  {
    title: "Disturb the log delivery",
    items: [
      { id: "rotate", label: "Rotate now", command: app("rotate"),
        expect: "app.log is renamed to app.1.log while log-shipper reads it. log-shipper finishes the old file and continues with the new one.",
        check(before, now, memory) {
          if (now.rotations === before.rotations) return ["waiting", "Waiting for the rotation."];
          memory.written ??= now.written + 1;
          const run = runOf(now);
          return run?.highest > memory.written
            ? ["done", `Rotated. The lines before and after the rotation have arrived, ${number(run.lost)} lost.`]
            : ["waiting", "Rotated. Waiting for the first line of the new file."];
        } },
      { id: "sink-down", label: "Collector down", command: sink({ status: 503 }),
        expect: "The collector answers 503. log-shipper retries, and the lines wait in the file. The app is not affected.",
        check(before, now) {
          const output = outputs(now).find(each => each.state === "retrying" || each.state === "blocked");
          return output
            ? ["done", `log-shipper is ${output.state}. ${bytes(lagBytes(now))} are waiting in the file.`]
            : ["waiting", "Waiting for log-shipper to notice."];
        } },
      { id: "sink-slow", label: "Collector slow", command: sink({ status: 200, delay: "2s" }),
        expect: "Every request takes 2 s. log-shipper sends larger batches, uses no more memory, and loses nothing.",
        check(before, now, memory) {
          memory.lag = Math.max(memory.lag ?? 0, lagBytes(now));
          const more = (now.delivered?.distinct ?? 0) - (before.delivered?.distinct ?? 0);
          return now.now - before.now > 5000 && memory.lag > 0 && more > 0
            ? ["done", `${number(more)} lines arrived within ${seconds(now.now - before.now)}. At most ${bytes(memory.lag)} were waiting.`]
            : ["waiting", "Measuring for five seconds."];
        } },
      { id: "sink-up", label: "Collector up", command: sink({ status: 200 }),
        expect: "log-shipper sends the waiting lines in order. None is lost.",
        check(before, now) {
          const run = runOf(now);
          return run && run.highest >= before.written && !outputs(now).some(each => each.state === "retrying")
            ? ["done", `All lines written before the click have arrived: ${number(run.lost)} lost, ${number(run.duplicates)} duplicates.`]
            : ["waiting", `${bytes(lagBytes(now))} are waiting. log-shipper retries within 30 s.`];
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

/** Shows a button for each experiment, or the command where the button is disabled. */
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
  if (!enabled) return "The buttons are disabled (DEMO_CONTROLS=true enables them). These commands do the same. The curl commands need a kubectl port-forward to port 8081 of the app or 8091 of the collector.";
  if (!kubeletSimulator) return "Change the ConfigMap with the commands. The kubelet updates the volume in the Pod after a few seconds to 90 s.";
  return "Press a button and watch the drawing. The result appears below the button when the page has observed it.";
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
  mark(box, result, "waiting", "Requested.");
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

/** Checks whether the expected result of each running experiment is visible in the state. */
export function observe(state) {
  latest = state;
  for (const [id, { item, box, result, before, memory, since }] of running) {
    if (state === before) continue;
    let [status, sentence] = item.check(before, state, memory);
    if (status === "waiting" && performance.now() - since > PATIENCE) {
      [status, sentence] = ["failed", `Not observed within a minute. ${sentence}`];
    }
    if (status === "armed" && state.run !== before.run) [status, sentence] = ["failed", "The app has restarted and lost the request."];
    mark(box, result, status, sentence);
    if (status === "done" || status === "failed") running.delete(id);
  }
}
