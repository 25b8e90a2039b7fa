// Both texts side by side, a choice for each place; nothing is chosen for anybody.
import { button, el, icon } from "./dom.js";

const EMPTY = "（空）";

// items: [{name, label, mine, theirs}] with texts; pick(name, "mine" | "theirs"); done() after the last.
export function showBoth(place, { title, lead, items, words, pick, done }) {
  const left = new Set(items.map((item) => item.name));
  const choose = (name, side) => {
    if (!left.delete(name)) return;
    pick(name, side);
    panel.querySelector(`[data-item="${CSS.escape(name)}"]`).remove();
    if (left.size) panel.querySelector("button").focus();
    else finish();
  };
  const finish = () => {
    panel.remove();
    done();
  };
  const heading = el("h2", {}, icon("conflict"), ` ${title}`);
  const panel = el("section", { class: "conflict", role: "alert" }, heading, el("p", {}, lead), ...items.map((item) => fieldset(item, words, choose)));
  if (items.length > 1) panel.append(all(words, left, choose));
  place.replaceChildren(panel);
  panel.scrollIntoView({ block: "nearest" });
}

function fieldset(item, words, choose) {
  const [mine, theirs] = marked(item.mine, item.theirs);
  return el(
    "fieldset",
    { class: "conflict-item", "data-item": item.name },
    el("legend", {}, item.label),
    el(
      "div",
      { class: "conflict-texts" },
      side(words.mine, mine, words.keepMine, () => choose(item.name, "mine")),
      side(words.theirs, theirs, words.keepTheirs, () => choose(item.name, "theirs")),
    ),
  );
}

function side(from, text, label, onclick) {
  return el("div", { class: "conflict-text" }, el("p", { class: "conflict-from" }, from), el("p", { class: "conflict-body" }, ...text), button(label, onclick));
}

function all(words, left, choose) {
  const every = (side) => () => [...left].forEach((name) => choose(name, side));
  return el("div", { class: "form-actions" }, button(`全部${words.keepMine}`, every("mine")), button(`全部${words.keepTheirs}`, every("theirs")));
}

// The stretch that differs, marked in both texts.
function marked(one, other) {
  const [a, b] = [[...String(one ?? "")], [...String(other ?? "")]];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [a, b].map((text) => {
    if (!text.length) return [EMPTY];
    const middle = text.slice(start, text.length - end).join("");
    return [text.slice(0, start).join(""), middle ? el("mark", {}, middle) : "", text.slice(text.length - end).join("")];
  });
}

export const COLLEAGUE = { mine: "我的内容", theirs: "对方的内容", keepMine: "采用我的", keepTheirs: "采用对方的" };
export const RECOVERED = { mine: "本机未保存的内容", theirs: "服务器上的内容", keepMine: "恢复未保存内容", keepTheirs: "保留服务器内容" };
