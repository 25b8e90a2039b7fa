// One leaf of the desk: what is entered, what it says, what the server knows of it.
import { button, el } from "./dom.js";

const WORDS = { unsent: "未发送", unfinished: "未填完，填完后保存", sending: "正在保存…", refused: "未保存", conflict: "未保存，请选择", blank: "", closed: "未保存" };

export class Leaf {
  constructor(node) {
    this.node = node;
    this.number = node.dataset.leaf;
    this.url = node.dataset.url;
    this.version = Number(node.dataset.version);
    this.output = node.querySelector("[data-value]");
    this.place = node.querySelector("[data-leaf-state]");
    this.problem = node.querySelector("[data-problem]");
    this.place?.classList.add("leaf-state");
    this.stored = this.seen = this.state();
    this.paint();
  }

  all(selector) {
    return [...this.node.querySelectorAll(selector)];
  }

  // --- reading -------------------------------------------------------------
  // What is entered, complete or not, as something that can be put back.
  state() {
    const lists = this.all("[data-rows]").map((list) => [list.dataset.rows, this.#lines(list).map((line) => line.map((input) => input.value))]);
    const single = this.all("[data-mark], [data-input], [data-field]").filter((input) => !input.closest("[data-rows]"));
    const values = single.map((input) => (isTick(input) ? input.checked : input.value));
    return JSON.stringify({ values, lists, none: this.node.dataset.none === "1" });
  }

  // Some of what the server needs together is there, some is not; an answer that decides alone needs no more.
  isUnfinished() {
    const other = this.all('[data-mark][type="radio"]').some((radio) => radio.checked && radio.value === "other");
    if (other) return this.mark() === undefined;
    if (this.mark() !== undefined || this.all("[data-decides]").some((radio) => radio.checked)) return false;
    const groups = new Map();
    this.all("[data-needed]").forEach((input) => {
      const filled = isTick(input) ? input.checked : Boolean(input.value.trim());
      groups.set(input.dataset.input, groups.get(input.dataset.input) || filled);
    });
    const filled = [...groups.values()];
    return filled.some(Boolean) && !filled.every(Boolean);
  }

  // What is sent to the server.
  body() {
    const body = { version: this.version };
    this.all("[data-field]").forEach((input) => (body[input.dataset.field] = input.value));
    const mark = this.mark();
    const inputs = this.inputs();
    if (inputs && this.#touched(inputs)) body.inputs = inputs;
    if (mark !== undefined) body.value = mark;
    else if (!body.inputs) body.value = null;
    return body;
  }

  // The mark entered as such: a number, a text that is none, or undefined.
  mark() {
    const radios = this.all('[data-mark][type="radio"]');
    const chosen = radios.find((radio) => radio.checked);
    if (chosen && chosen.value !== "other") return whole(chosen.value);
    const box = this.all('[data-mark]:not([type="radio"])').find((input) => input.value.trim());
    return box ? whole(box.value) : undefined;
  }

  inputs() {
    const controls = this.all("[data-input]").filter((input) => !input.closest("[data-rows]"));
    const lists = this.all("[data-rows]");
    if (!controls.length && !lists.length) return null;
    const inputs = {};
    for (const name of new Set(controls.map((input) => input.dataset.input))) {
      const value = this.#one(controls.filter((input) => input.dataset.input === name));
      if (value !== undefined) inputs[name] = value;
    }
    for (const list of lists) inputs[list.dataset.rows] = this.#listed(list);
    return inputs;
  }

  #one(same) {
    const [first] = same;
    const ticked = same.filter((input) => input.checked).map((input) => input.value);
    if (first.type === "radio" && first.dataset.flag !== undefined) return ticked.length ? ticked[0] === "1" : undefined;
    if (first.type === "radio") return ticked[0];
    if (first.type === "checkbox") return first.dataset.flag !== undefined ? first.checked : ticked;
    if (first.dataset.lines !== undefined) return first.value.split("\n").map((line) => line.trim()).filter(Boolean);
    return first.value.trim() ? whole(first.value) : undefined;
  }

  #lines(list) {
    return [...list.querySelectorAll("[data-line]")].map((line) => [...line.querySelectorAll("[data-input]")]);
  }

  #listed(list) {
    const filled = this.#lines(list).filter((line) => line.some((input) => input.value.trim()));
    if (list.dataset.scalar !== undefined) return filled.map(([input]) => whole(input.value));
    return filled.map((line) => Object.fromEntries(line.map((input) => [input.dataset.input, whole(input.value)])));
  }

  // Nothing ticked and nothing typed says nothing, unless somebody has said «none» or «no».
  #touched(inputs) {
    if (this.node.dataset.none === "1" || this.all('[data-flag][type="radio"]').some((radio) => radio.checked)) return true;
    return Object.values(inputs).some((value) => (Array.isArray(value) ? value.length > 0 : value !== "" && value !== false));
  }

  // What the mark would be, while the server has not said; undefined when only it can tell.
  preview() {
    const { preview, max, unitPoints, cap } = this.node.dataset;
    const mark = this.mark();
    if (mark !== undefined || !preview) return mark;
    const inputs = this.inputs() || {};
    if (!this.#touched(inputs)) return null;
    const [first = 0] = Object.values(inputs).filter((value) => Array.isArray(value) || typeof value === "number");
    const amount = Array.isArray(first) ? first.length : first;
    if (preview === "count") return Math.min(Number(cap), Number(unitPoints) * amount);
    const lost = unitPoints ? Number(unitPoints) * amount : [first].flat().reduce((sum, one) => sum + Number(one), 0);
    return Number.isFinite(lost) ? Math.max(0, Number(max) - lost) : undefined;
  }

  // --- writing -------------------------------------------------------------
  restore(text) {
    const { values, lists, none } = JSON.parse(text);
    this.node.dataset.none = none ? "1" : "";
    for (const [name, lines] of lists) {
      const list = this.node.querySelector(`[data-rows="${CSS.escape(name)}"]`);
      list?.querySelectorAll("[data-line]").forEach((line) => line.remove());
      lines.forEach((line) => this.addLine(list).forEach((input, at) => (input.value = line[at])));
    }
    this.all("[data-mark], [data-input], [data-field]")
      .filter((input) => !input.closest("[data-rows]"))
      .forEach((input, at) => (isTick(input) ? (input.checked = values[at]) : (input.value = values[at])));
    this.paint();
  }

  addLine(list) {
    const line = list.querySelector("[data-line-template]").content.firstElementChild.cloneNode(true);
    const before = list.querySelector('[data-do="add-line"]');
    list.insertBefore(line, before?.parentNode === list ? before : null);
    return [...line.querySelectorAll("[data-input]")];
  }

  empty() {
    this.node.dataset.none = "";
    this.all("[data-rows] [data-line]").forEach((line) => line.remove());
    this.all("[data-mark], [data-input]").forEach(blank);
  }

  // «无»: nothing to count, nothing to deduct, said on purpose.
  sayNone() {
    this.empty();
    this.node.dataset.none = "1";
    this.all("[data-input]").filter((input) => !isTick(input) && input.inputMode === "numeric").forEach((input) => (input.value = "0"));
  }

  // A mark is given as such or derived: what is entered one way empties the other.
  settle(target) {
    const others = target.dataset.mark !== undefined ? "[data-input]" : target.dataset.input !== undefined ? "[data-mark]" : "";
    if (others && (isTick(target) || target.value.trim())) this.all(others).forEach(blank);
    const other = this.all('[data-mark][value="other"]')[0];
    if (!other || target.dataset.mark === undefined) return;
    if (!isTick(target)) other.checked = Boolean(target.value.trim());
    else if (target !== other) this.all('[data-mark]:not([type="radio"])').forEach(blank);
  }

  // Take what the server has: the mark, or what it was derived from, and the words beside it.
  take({ value, inputs = {}, ...words }) {
    this.empty();
    this.all("[data-field]").forEach((input) => (input.value = words[input.dataset.field] ?? input.value));
    const derived = this.all("[data-input]").filter((input) => inputs[input.dataset.input] !== undefined);
    derived.forEach((input) => {
      const given = inputs[input.dataset.input];
      if (isTick(input)) input.checked = input.value === (typeof given === "boolean" ? String(Number(given)) : String(given));
      else input.value = given ?? "";
    });
    if (!derived.length) this.#choose(value);
    this.show(value);
  }

  #choose(value) {
    const radios = this.all('[data-mark][type="radio"]');
    radios.forEach((radio) => (radio.checked = radio.value === String(value)));
    const box = this.all('[data-mark]:not([type="radio"])')[0];
    if (!box || radios.some((radio) => radio.checked)) return;
    box.value = value ?? "";
    radios.forEach((radio) => (radio.checked = radio.value === "other" && value !== null));
  }

  show(value) {
    if (this.output && value !== undefined) this.output.textContent = value ?? "—";
    if (value !== undefined) this.node.dataset.filled = value === null ? "0" : "1";
    this.paint();
  }

  say(state, words = WORDS[state]) {
    this.node.dataset.state = state;
    if (this.place && this.place.textContent !== words) this.place.textContent = words;
  }

  complain(sentence = "", ...more) {
    this.problem?.replaceChildren(sentence, ...more);
  }

  need(field) {
    const input = this.node.querySelector(`[data-field="${field}"]`);
    const note = input?.closest("details");
    if (note) note.open = true;
    const box = input?.closest("[hidden]");
    if (box) box.hidden = false;
  }

  hint(sentence = "") {
    let place = this.node.querySelector(".leaf-hint");
    if (!place && sentence) this.node.append((place = el("p", { class: "leaf-hint", role: "status" })));
    if (place) place.textContent = sentence;
  }

  // Both values of a mark, and the choice.
  ask({ message, who, value }, mine, keep, take) {
    const texts = el("div", { class: "line" },
      el("span", {}, `我的：${spoken(mine)}；${who || "对方"}的：${spoken(value)}。`),
      button("采用我的", keep), button("采用对方的", take));
    this.complain(message || `${who || "他人"}已先评了这一项，请选择。`, texts);
  }

  paint() {
    this.all(".level").forEach((level) => level.classList.toggle("is-chosen", Boolean(level.querySelector("input:checked"))));
  }
}

const blank = (input) => (isTick(input) ? (input.checked = false) : (input.value = ""));
const isTick = (input) => input.type === "radio" || input.type === "checkbox";
const SPOKEN = { null: "未评", undefined: "按所填数量计分" };
const spoken = (value) => SPOKEN[value] || `${value}分`;

// «12», «１２» → 12; any other text stays as it is, for the server to refuse with a sentence.
function whole(text) {
  const plain = text.trim().replace(/[０-９]/g, (digit) => "０１２３４５６７８９".indexOf(digit));
  return /^\d{1,9}$/.test(plain) ? Number(plain) : text.trim();
}
