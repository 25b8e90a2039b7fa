// Cross-checks beside a leaf: what the declared figures support, held against the mark that is given.

// Sets the state of every line; answers whether one of them says 不一致.
export function judge(node, value) {
  const lines = [...node.querySelectorAll("[data-supports]")];
  lines.forEach((line) => (line.dataset.check = state(line.dataset, value)));
  return lines.some((line) => line.dataset.check === "differs");
}

function state({ supports, soft }, value) {
  if (value === null) return "";
  if (value > Number(supports)) return "differs";
  return soft !== undefined || value === Number(supports) ? "agrees" : "below";
}

// The server's own lines, where they follow from the mark of another leaf.
export function replaceChecks(node, html) {
  const place = node.querySelector("[data-checks]");
  if (place) place.outerHTML = html;
}
