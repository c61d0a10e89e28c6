// One sentence for what happens.
import { number, outputs } from "./experiments.js";

const STORY_LASTS = 15_000;
let told = { text: "", until: 0 };

function tell(text) {
  told = { text, until: performance.now() + STORY_LASTS };
}

/** What has just happened, for a while; else that all is quiet. */
export function story(before, state) {
  const db = state.database?.name, was = before?.database?.name, problem = now => outputs(now)[0]?.problem;
  const reload = state.reload && state.reload.at !== before?.reload?.at ? state.reload : null;
  if (before && before.run !== state.run) {
    tell(`The app runs again: start ${state.starts} in this Pod. Its volumes and its sidecars were there all the time.`);
  } else if (db && was && was !== db) {
    const failed = state.probe.failed - before.probe.failed;
    tell(`config-watcher told the app of the change: ${db} answers in place of ${was}. Nothing restarted, ${number(failed)} requests failed.`);
  } else if (before && reload && reload.outcome !== "accepted") {
    tell(`The app did not take the new configuration: ${reload.reason}. It goes on with ${db ?? "what it had"}.`);
  } else if (before && state.watcher?.mounted?.message && !before.watcher?.mounted?.message) {
    tell(`config-watcher refused the new configuration before the app heard of it: ${state.watcher.mounted.message}.`);
  } else if (before && problem(state) && !problem(before)) {
    tell("The collector does not take the lines. log-shipper tries again and again; the lines wait in the file, not in memory.");
  } else if (before && problem(before) && state.shipper && !problem(state)) {
    tell(`The collector takes lines again, and what waited in the file arrives. ${number(state.delivered?.lost ?? 0)} lost.`);
  }
  if (performance.now() < told.until) return told.text;
  if (!db) return "The app is up and waits for a valid configuration.";
  return `All is quiet: ${db} answers, and log lines travel. ${state.controls.enabled ? "Press a button below." : "Change something and watch."}`;
}
