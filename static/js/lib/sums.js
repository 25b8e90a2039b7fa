// The running sums of the desk, as the server computed them, and which leaves are shown.
export function showSums(root, leaf, { section, section_filled: sectionFilled, total, filled, of, groups = {} }) {
  const number = leaf.node.closest("[data-section]")?.dataset.section;
  put(root, `[data-section-total="${number}"]`, section);
  put(document, `[data-section-filled="${number}"]`, sectionFilled);
  put(root, '[data-total="sheet"]', total);
  put(root, "[data-filled]:not([data-leaf])", filled);
  put(root, "[data-of]", of);
  for (const [group, points] of Object.entries(groups)) put(root, `[data-group-total="${group}"]`, points);
  root.querySelectorAll("[data-filled-bar]").forEach((bar) => (bar.value = filled));
}

// What stands on this page and no answer has brought yet, until the next one does.
export function showOwnSums(root, leaves) {
  const [{ node }] = leaves;
  const number = node.closest("[data-section]")?.dataset.section;
  const shown = (selector) => Number(root.querySelector(selector)?.textContent ?? 0);
  const section = leaves.reduce((sum, leaf) => sum + (Number(leaf.output?.textContent) || 0), 0);
  const sectionFilled = leaves.filter((leaf) => leaf.node.dataset.filled === "1").length;
  const place = document.querySelector(`[data-section-filled="${number}"]`);
  const total = shown('[data-total="sheet"]') + section - shown(`[data-section-total="${number}"]`);
  const filled = shown("[data-filled]:not([data-leaf])") + sectionFilled - Number(place?.textContent ?? sectionFilled);
  showSums(root, leaves[0], { section, section_filled: sectionFilled, total, filled });
}

function put(root, selector, text) {
  if (text === undefined || text === null) return;
  root.querySelectorAll(selector).forEach((node) => (node.textContent = text));
}

export function showOnly(root, leaves, show) {
  const tests = { all: () => true, blank: (leaf) => leaf.node.dataset.filled !== "1", diff: (leaf) => leaf.node.dataset.diff === "1" };
  const fits = tests[show] || ((leaf) => (leaf.node.dataset.flags || "").split(" ").includes(show));
  leaves.forEach((leaf) => (leaf.node.hidden = !fits(leaf)));
  root.querySelectorAll("[data-section], [data-group]").forEach((part) => (part.hidden = !part.querySelector("[data-leaf]:not([hidden])")));
  root.dataset.showing = leaves.some((leaf) => !leaf.node.hidden) ? show : "none";
}
