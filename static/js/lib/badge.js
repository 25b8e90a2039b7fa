// The badge of a job: word, shape, colour; the twin of portal_ui.badge for the four states of a job.
import { el, icon } from "./dom.js";

const TONES = { queued: ["waiting", "clock"], running: ["waiting", "clock"], done: ["done", "done"], failed: ["problem", "problem"] };

export function badge(status, label) {
  const [tone, shape] = TONES[status] || ["neutral", "dot"];
  return el("span", { class: `badge-state tone-${tone}` }, icon(shape), label);
}
