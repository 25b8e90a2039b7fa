// Small helpers to build and find elements; text never becomes markup.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../../img/icons.svg", import.meta.url).href;

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function button(label, onclick, style = "btn btn-outline-primary btn-sm") {
  return el("button", { type: "button", class: style, onclick }, label);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

// What the server has written into a box; what differs from it was typed before the scripts came.
export function printed(box) {
  if (box.tagName !== "SELECT") return box.defaultValue;
  const options = [...box.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

// A line break in a stored text is \n, in a posted one \r\n; both are the same text.
export const sameText = (one, other) => unify(one) === unify(other);
const unify = (value) => JSON.stringify([value].flat().map((text) => String(text ?? "").replace(/\r\n?/g, "\n")));
