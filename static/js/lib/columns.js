// The other columns beside a leaf, held against the mark that is given: the later less the earlier, as _beside.html says it.

// Says every difference anew; answers whether there is one.
export function compare(node, value) {
  return [...node.querySelectorAll("[data-than]")].filter((place) => differs(place, value)).length > 0;
}

function differs(place, value) {
  const { than, against, later } = place.dataset;
  const more = value === null ? NaN : (later === undefined ? 1 : -1) * (value - Number(than));
  place.className = more > 0 ? "diff-up" : more < 0 ? "diff-down" : "quiet";
  place.textContent = more ? `${against}${more > 0 ? "+" : "−"}${Math.abs(more)}` : more === 0 ? "一致" : "";
  return Boolean(more);
}
