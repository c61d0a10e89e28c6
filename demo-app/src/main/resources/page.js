// Every text is set through textContent, so that text from the app is never interpreted as HTML.
import * as drawing from "./drawing.js";
import { story } from "./story.js";
import { build, observe, number, bytes, outputs, lagBytes, runOf } from "./experiments.js";

const $ = id => document.getElementById(id);
const HUES = [["blue", 262], ["green", 152]];
const STALE_AFTER = 3000;
const SHOWN_CHANGES = 6;
const PHASES = ["seen", "settled", "validated", "published", "signalled", "confirmed"];

let last = null, heard = 0, source = null;

function show(id, text, tone = "") {
  const element = $(id);
  if (element.textContent !== text) element.textContent = text;
  if ((element.dataset.tone ?? "") === tone) return;
  element.classList.remove("good", "warn", "bad");
  if (tone) element.classList.add(tone);
  element.dataset.tone = tone;
}

/** Calls `fill` only if the value has changed, so that a list keeps its scroll position and focus. */
function whenChanged(id, value, fill) {
  const text = JSON.stringify(value);
  if ($(id).dataset.shown === text) return;
  $(id).dataset.shown = text;
  fill($(id), value);
}

function make(name, className, parent, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const short = version => version ? version.replace("sha256:", "").slice(0, 12) : null;
const clock = time => new Date(time).toLocaleTimeString("en-GB");
const hue = name => HUES.find(([word]) => name?.includes(word))?.[1]
  ?? [...(name ?? "")].reduce((sum, c) => sum * 31 + c.codePointAt(0), 7) % 360;

function duration(seconds) {
  const h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60) % 60, s = seconds % 60;
  return h ? `${h} h ${m} min` : m ? `${m} min ${s} s` : `${s} s`;
}

// ---- database and versions

function database({ database: db }) {
  show("name", db ? db.name : "none", db ? "" : "bad");
  show("answer", db ? `${db.name}, ${number(db.orders)}` : "no answer");
  show("url", db?.url ?? "–");
  show("since", db ? `as ${db.user} since ${clock(db.since)}` : "waiting for a valid configuration");
  show("pool", db ? `${db.poolSize} connections` : "–");
  document.documentElement.style.setProperty("--hue", hue(db?.name));
}

function versions(state) {
  const { mounted, running, watcher } = state;
  show("mounted", short(mounted) ?? "unknown");
  show("running", short(running) ?? "none yet");
  $("mounted").title = mounted ?? "";
  $("running").title = running ?? "";
  const refusedBy = watcher?.targets?.find(target => ["rejected", "stuck"].includes(target.state));
  const invalid = watcher?.mounted?.message;
  const entry = watcher?.history?.find(each => each.version === running);
  const newest = watcher?.history?.[0];
  let tone = "", sign = "?", text = "config-watcher does not answer";
  if (mounted && mounted === running && !invalid) {
    [tone, sign] = ["good", "="];
    const ms = entry?.phases?.confirmed;
    text = ms ? `In sync: confirmed ${number(ms)} ms after the change was detected` : "In sync";
  } else if (mounted && (invalid || refusedBy || REFUSED.includes(newest?.outcome))) {
    [tone, sign] = ["bad", mounted === running ? "=" : "≠"];
    text = invalid ? `Rejected by config-watcher: ${invalid}` : "Rejected by the app, which keeps the running version";
  } else if (mounted) {
    [tone, sign] = ["warn", "≠"];
    const behind = newest?.seen ? Math.max(0, state.now - Date.parse(newest.seen)) : null;
    text = behind === null ? "The app runs a different version" : `The app is ${(behind / 1000).toFixed(1)} s behind`;
  }
  document.querySelector(".pair").className = `pair ${tone}`;
  show("equal", sign);
  $("equal").setAttribute("aria-label", { "=": "equal", "≠": "not equal" }[sign] ?? "unknown");
  show("sync", text, tone);
  const targets = (watcher?.targets ?? []).map(({ name, state: now, message }) => `${name}: ${now.replaceAll("_", " ")}${message ? `, ${message}` : ""}`);
  whenChanged("targets", targets, (list, all) => {
    list.replaceChildren();
    all.forEach(text => make("li", "", list, text));
  });
}

// ---- the last changes

const REFUSED = ["rejected", "invalid", "rolled_back"];

const OUTCOMES = {
  accepted: ["accepted", "good"], rejected: ["rejected by the app", "bad"], invalid: ["invalid, app not notified", "bad"],
  pending: ["in progress", "warn"], superseded: ["superseded", ""], rolled_back: ["rolled back", "warn"],
};

function timeline({ watcher }) {
  const changes = watcher?.history?.slice(0, SHOWN_CHANGES) ?? null;
  whenChanged("changes", changes, list => {
    list.replaceChildren();
    if (!changes?.length) make("li", "empty", list, changes ? "No changes yet." : "config-watcher does not answer.");
    for (const change of changes ?? []) changeRow(list, change);
  });
}

function changeRow(list, { version, seen, added, changed, removed, phases = {}, attempts, outcome }) {
  const row = make("li", "change", list), head = make("div", "head", row);
  make("time", "", head, clock(seen));
  const code = make("code", "", head, short(version) ?? "–");
  code.title = version ?? "";
  const keys = [["added", added], ["changed", changed], ["removed", removed]].flatMap(([what, names]) => names?.length ? [`${what} ${names.join(", ")}`] : []);
  if (keys.length) make("span", "soft", head, keys.join("; "));
  const [word, tone] = OUTCOMES[outcome] ?? [outcome ?? "", ""];
  make("span", `outcome ${tone}`, head, word);
  const rail = make("ol", "phases", row);
  for (const phase of PHASES) {
    const at = phase === "seen" ? 0 : phases[phase];
    const known = at !== null && at !== undefined;
    const item = make("li", known ? "" : "none", rail);
    make("b", "", item, known ? `${number(at)} ms` : "–");
    make("span", "", item, phase === "signalled" && attempts > 1 ? `signalled, attempt ${attempts}` : phase);
  }
}

// ---- the proof

const bars = [];

function spark(slots) {
  const svg = $("spark");
  for (let i = bars.length; i < 120; i++) {
    const bar = document.createElementNS(svg.namespaceURI, "rect");
    bar.setAttribute("x", i * 6 + .75);
    bar.setAttribute("width", 4.5);
    svg.append(bar);
    bars.push(bar);
  }
  bars.forEach((bar, i) => {
    const slot = slots[slots.length - bars.length + i];
    const [, , failed, slowest, name] = slot ?? [0, 0, 0, 0, null];
    const height = !slot ? 0 : failed ? 64 : Math.min(60, 8 + 9 * Math.log2(1 + slowest / 2));
    bar.setAttribute("y", 64 - height);
    bar.setAttribute("height", height);
    bar.classList.toggle("failed", failed > 0);
    bar.style.fill = failed ? "" : `oklch(.62 .15 ${hue(name)})`;
  });
}

function proof({ uptimeSeconds, starts, probe }) {
  show("uptime", duration(uptimeSeconds));
  show("starts", number(starts));
  show("served", number(probe.served));
  show("failed", number(probe.failed), probe.failed ? "bad" : "good");
  spark(probe.slots);
  const change = probe.lastSwitch;
  show("switch", change
    ? `Last switch, at ${clock(change.at)}: ${number(change.gapMillis)} ms between the last response of ${change.from} and the first of ${change.to}, ${number(change.failed)} failed requests. One request is sent every 100 ms.`
    : "No switch since the app started.");
}

// ---- the log

const writes = []; // [time, lines written until then], kept until these lines have arrived

/** The age of the oldest line that has not arrived: as reported by log-shipper, or estimated. */
function lagSeconds(state, run) {
  const said = outputs(state).map(output => output.lagSeconds).filter(Number.isFinite);
  if (said.length) return Math.max(...said);
  if (last?.run !== state.run) writes.length = 0;
  writes.push([state.now, state.written]);
  while (writes.length > 1 && writes[0][1] <= (run?.highest ?? 0)) writes.shift();
  return writes[0][1] > (run?.highest ?? 0) ? (state.now - writes[0][0]) / 1000 : 0;
}

function logs(state) {
  const run = runOf(state), all = state.delivered;
  show("written", number(state.written));
  show("delivered", run ? number(run.distinct) : all ? "0" : "unknown");
  show("lost", all ? number(all.lost) : "unknown", all ? (all.lost ? "bad" : "good") : "");
  show("duplicates", all ? number(all.duplicates) : "unknown");
  const seconds = lagSeconds(state, run);
  const states = outputs(state).map(({ name, state: now, problem }) => `${name} ${now}${problem ? ` (${problem})` : ""}`).join("; ");
  show("lag", state.shipper
    ? `log-shipper is ${bytes(lagBytes(state))} and ${seconds.toFixed(1)} s behind. Output ${states}.`
    : "log-shipper does not answer.", outputs(state).some(output => output.problem) ? "warn" : "");
  whenChanged("lines", state.lines ?? ["The collector does not answer."], (list, lines) => {
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    list.replaceChildren();
    lines.forEach(line => make("li", "", list, line));
    if (atEnd) list.scrollTop = list.scrollHeight;
  });
}

// ---- the drawing

const TONES = { in_sync: "good", told: "", sending: "", idle: "", rejected: "bad", stuck: "bad", blocked: "bad", retrying: "warn", unknown: "warn", waiting: "" };

function details(state) {
  const target = state.watcher?.targets?.[0], output = outputs(state)[0], lag = lagBytes(state);
  const invalid = state.watcher?.mounted?.message;
  return {
    configmap: { detail: "" },
    config: { detail: state.mounted ? short(state.mounted).slice(0, 8) : "" },
    watcher: !state.watcher ? { detail: "no answer", tone: "bad" }
      : { detail: invalid ? "invalid" : target?.state.replaceAll("_", " ") ?? "", tone: invalid ? "bad" : TONES[target?.state] ?? "warn" },
    app: { name: state.database?.name ?? "none", detail: `up ${duration(state.uptimeSeconds)}`, more: state.armed.reject ? "rejects next reload" : state.armed.slow ? "next reload slow" : `start ${state.starts}, ${number(state.probe.failed)} failed`, tone: state.database ? "" : "bad" },
    logs: { detail: lag ? `${bytes(lag)} waiting` : "all delivered", fill: lag / (1 << 20) },
    shipper: !state.shipper ? { detail: "no answer", tone: "bad" }
      : { detail: output?.state ?? "", tone: TONES[output?.state] ?? "", cut: output?.problem },
    collector: state.delivered ? { detail: `${number(state.delivered.distinct)}`, tone: state.delivered.lost ? "bad" : "" } : { detail: "no answer", tone: "bad" },
    database: { name: state.database?.name ?? "none", detail: state.database ? `${number(state.database.orders)} orders` : "" },
  };
}

const waiters = new Set();
let travelling = Promise.resolve();

/** Resolves once the history contains the result for a version. */
function become(version, what) {
  return new Promise(resolve => {
    const waiter = state => {
      const entry = state.watcher?.history?.find(each => each.version === version);
      const over = entry && entry.outcome !== "pending";
      const answer = what === "signalled"
        ? entry?.phases?.signalled != null ? true : over ? entry.outcome === "accepted" : null
        : over ? ["accepted", "superseded"].includes(entry.outcome) : null;
      if (answer === null && entry) return false;
      resolve(answer ?? false);
      return true;
    };
    if (!waiter(last)) waiters.add(waiter);
  });
}

function movement(before, state) {
  for (const waiter of waiters) if (waiter(state)) waiters.delete(waiter);
  if (!before || before.run !== state.run) return;
  drawing.linesWritten(state.written - before.written);
  drawing.linesDelivered((state.delivered?.distinct ?? 0) - (before.delivered?.distinct ?? 0));
  if (outputs(state)[0]?.problem) drawing.linesRefused();
  const entry = state.watcher?.history?.[0], known = before.watcher?.history?.[0];
  if (entry && known && (entry.version !== known.version || entry.seen !== known.seen)) {
    travelling = travelling.then(() => drawing.configChange(what => become(entry.version, what)));
  }
}

// ---- the connection

function render(state) {
  const before = last;
  last = state;
  if (JSON.stringify(before?.controls) !== JSON.stringify(state.controls)) build(state.controls);
  database(state);
  versions(state);
  timeline(state);
  proof(state);
  logs(state);
  drawing.describe(details(state));
  movement(before, state);
  show("story", story(before, state));
  observe(state);
}

function link(live) {
  show("link", live ? "live" : "no response from the app, reconnecting", live ? "good" : "bad");
  document.body.classList.toggle("stale", !live);
  if (!live && last) {
    drawing.describe({ ...details(last), app: { name: "–", detail: "no answer", more: "outdated", tone: "bad" } });
    show("story", "The app does not answer. If it crashed, it is restarted in a moment. This page reconnects by itself.");
  }
}

function connect() {
  source = new EventSource("api/events");
  source.onmessage = message => {
    heard = performance.now();
    link(true);
    render(JSON.parse(message.data));
  };
  source.onerror = () => {
    link(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000); // too many pages are open
  };
}

setInterval(() => {
  if (heard && performance.now() - heard > STALE_AFTER) link(false);
}, 1000);
connect();
