// The sentence below the drawing.
import { number, outputs } from "./experiments.js";

const STORY_LASTS = 15_000;
let told = { text: "", until: 0 };

function tell(text) {
  told = { text, until: performance.now() + STORY_LASTS };
}

/** Describes the last event for 15 s, and otherwise the normal state. */
export function story(before, state) {
  const db = state.database?.name, was = before?.database?.name, problem = now => outputs(now)[0]?.problem;
  const reload = state.reload && state.reload.at !== before?.reload?.at ? state.reload : null;
  if (before && before.run !== state.run) {
    tell(`The app has restarted (start ${state.starts} in this Pod). The sidecars kept running, and the volumes kept their files.`);
  } else if (db && was && was !== db) {
    const failed = state.probe.failed - before.probe.failed;
    tell(`config-watcher notified the app of the change: ${db} now answers instead of ${was}. Nothing restarted, and ${number(failed)} requests failed.`);
  } else if (before && reload && reload.outcome !== "accepted") {
    tell(`The app rejected the new configuration: ${reload.reason}. It keeps using ${db ?? "the old one"}.`);
  } else if (before && state.watcher?.mounted?.message && !before.watcher?.mounted?.message) {
    tell(`config-watcher rejected the new configuration without notifying the app: ${state.watcher.mounted.message}.`);
  } else if (before && problem(state) && !problem(before)) {
    tell("The collector does not accept the lines. log-shipper keeps retrying, and the lines wait in the log file, not in memory.");
  } else if (before && problem(before) && state.shipper && !problem(state)) {
    tell(`The collector accepts lines again, and the waiting lines arrive. ${number(state.delivered?.lost ?? 0)} lines were lost.`);
  }
  if (performance.now() < told.until) return told.text;
  if (!db) return "The app is running and waiting for a valid configuration.";
  return `Everything works: ${db} answers, and log lines are delivered. ${state.controls.enabled ? "Press a button below." : "Change something and watch."}`;
}
