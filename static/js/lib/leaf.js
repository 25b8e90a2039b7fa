// One leaf of the desk: what is entered, what it says, what the server knows of it.
import { judge, replaceChecks } from "./checks.js";
import { compare } from "./columns.js";
import { button, el, printed } from "./dom.js";
import { sumUp } from "./sum.js";

const WORDS = { unsent: "未发送", unfinished: "未填完，填完后保存", sending: "正在保存…", refused: "未保存", conflict: "未保存，请选择", blank: "", closed: "未保存" };
const ORIGINS = { paper: "现场纸质", offline: "现场离线" };
const NOTES = "[data-note] textarea";
const ENTERED = "[data-mark], [data-input], [data-none]";

export class Leaf {
  constructor(node) {
    this.node = node;
    this.number = node.dataset.leaf;
    this.url = node.dataset.url || node.getAttribute("action");
    this.version = Number(node.dataset.version ?? node.querySelector('[name="version"]').value);
    this.formula = node.dataset.formula && JSON.parse(node.dataset.formula);
    this.lender = node.dataset.lender;
    this.output = node.querySelector("[data-value]");
    this.place = node.querySelector("[data-leaf-state]");
    this.problem = node.querySelector("[data-problem]");
    this.place?.classList.add("leaf-state");
    this.early = this.all(`${ENTERED}, ${NOTES}`).filter(isEarly); // entered before this script came
    this.spares = new Map(this.all("[data-rows]").map((list) => [list, taken(list.querySelector("[data-spare]"))]));
    this.paint();
    this.seen = this.state();
    this.stored = this.early.length ? null : this.seen;
  }

  all(selector) {
    return [...this.node.querySelectorAll(selector)];
  }

  // --- reading -------------------------------------------------------------
  // What is entered, complete or not, as something that can be put back.
  state() {
    const lists = this.all("[data-rows]").map((list) => [list.dataset.rows, this.#lines(list).map((line) => line.map((input) => input.value))]);
    return JSON.stringify({ values: this.#single().map((input) => (isTick(input) ? input.checked : input.value)), lists });
  }

  // All that stands in no line of a list, in the order of the page.
  #single() {
    return this.all(`${ENTERED}, ${NOTES}`).filter((input) => !input.closest("[data-line]"));
  }

  // Some of what the server needs together is there, some is not; an answer that decides alone needs no more.
  isUnfinished() {
    const other = this.all('[data-mark][type="radio"]').some((radio) => radio.checked && radio.value === "other");
    if (other) return this.mark() === undefined;
    if (this.mark() !== undefined || this.all("[data-decides]").some((radio) => radio.checked)) return false;
    const isBegun = this.all("[data-needed], [data-line] [data-input]").some(isFilled);
    return isBegun && this.open().length > 0;
  }

  // The controls that still want something: of needed groups of which nothing is filled, and in lines that are begun.
  open() {
    const needed = this.all("[data-needed]");
    const filled = new Set(needed.filter(isFilled).map((input) => input.dataset.input));
    const inLines = this.#filledLines().flat().filter((input) => input.required && !isFilled(input));
    return [...needed.filter((input) => !filled.has(input.dataset.input)), ...inLines];
  }

  // What is sent to the server.
  body() {
    const body = { version: this.version };
    this.all(NOTES).forEach((input) => (body[input.name] = input.value));
    const mark = this.mark();
    if (this.#touched()) body.inputs = this.inputs();
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

  // What the mark is derived from; an empty list says that there is nothing to list.
  inputs() {
    const inputs = {};
    const add = (name, value) => value !== undefined && (inputs[name] = value);
    this.all("[data-none]").forEach((input) => input.checked && add(input.dataset.none, []));
    const controls = this.all("[data-input]").filter((input) => !input.closest("[data-line]"));
    for (const name of new Set(controls.map((input) => input.dataset.input))) {
      const same = controls.filter((input) => input.dataset.input === name);
      if (same[0].dataset.lines === undefined) add(name, one(same));
      else add(...named(same[0]));
    }
    for (const list of this.all("[data-rows]")) {
      const lines = this.#lines(list).filter((line) => line.some(isFilled));
      if (lines.length) add(list.dataset.rows, lines.map(listed));
    }
    return inputs;
  }

  #lines(list) {
    return [...list.querySelectorAll("[data-line]")].map((line) => [...line.querySelectorAll("[data-input]")]);
  }

  #filledLines() {
    return this.all("[data-rows]").flatMap((list) => this.#lines(list)).filter((line) => line.some(isFilled));
  }

  // Nothing ticked and nothing typed says nothing.
  #touched() {
    return this.all("[data-input], [data-none]").some(isFilled);
  }

  // What the mark would be, while the server has not said; undefined when only it can tell.
  preview() {
    const mark = this.mark();
    if (mark !== undefined || !this.formula || this.isUnfinished()) return mark;
    return this.#touched() ? sumUp(this.formula, this.inputs()).mark : null;
  }

  // --- writing -------------------------------------------------------------
  restore(text) {
    const { values, lists } = JSON.parse(text);
    for (const [name, lines] of lists) {
      const list = this.node.querySelector(`[data-rows="${CSS.escape(name)}"]`);
      list?.querySelectorAll("[data-line]").forEach((line) => line.remove());
      lines.forEach((line) => this.addLine(list).forEach((input, at) => (input.value = line[at])));
    }
    this.#single().forEach((input, at) => (isTick(input) ? (input.checked = values[at]) : (input.value = values[at])));
    this.paint();
  }

  addLine(list) {
    const line = this.spares.get(list).cloneNode(true);
    (list.querySelector("ol") || list).append(line);
    return [...line.querySelectorAll("[data-input]")];
  }

  // The keyboard goes on where the line stood.
  dropLine(line) {
    const near = line.nextElementSibling || line.previousElementSibling;
    line.remove();
    (near || this.node).querySelector(near ? '[data-do="drop-line"]' : '[data-do="add-line"]')?.focus();
  }

  empty() {
    this.all("[data-line]").forEach((line) => line.remove());
    this.all(ENTERED).forEach(blank);
  }

  // A mark is given as such, derived, or nothing is said on purpose: what is entered one way empties the others.
  settle(target) {
    if (!isFilled(target)) return;
    const { mark, input, none } = target.dataset;
    const list = target.closest("[data-rows]")?.dataset.rows;
    const others = mark !== undefined ? "[data-input], [data-none]" : input !== undefined || none !== undefined ? "[data-mark]" : "";
    if (others) this.all(others).forEach(blank);
    if (mark !== undefined) this.all("[data-line]").forEach((line) => line.remove());
    if (none) this.#single().forEach((one) => one.dataset.input === none && blank(one));
    else if (input) this.#single().forEach((one) => (one.dataset.none === (list || input) || one.dataset.input === list) && blank(one));
    this.#settleOther(target);
  }

  #settleOther(target) {
    const other = this.all('[data-mark][value="other"]')[0];
    if (!other || target.dataset.mark === undefined) return;
    if (!isTick(target)) other.checked = Boolean(target.value.trim());
    else if (target !== other) this.all('[data-mark]:not([type="radio"])').forEach(blank);
  }

  // Take what the server has: the mark, or what it was derived from, and the words beside it.
  take({ value, inputs = {}, ...words }) {
    this.empty();
    this.all(NOTES).forEach((input) => (input.value = words[input.name] ?? input.value));
    if (Object.keys(inputs).length && this.node.querySelector("[data-input]")) this.#takeInputs(inputs);
    else this.#choose(value);
    this.show(value);
  }

  #takeInputs(inputs) {
    this.#single().forEach((input) => put(input, inputs));
    this.all("[data-none]").forEach((none) => this.settle(none));
    for (const list of this.all("[data-rows]")) {
      const said = inputs[list.dataset.rows];
      for (const line of Array.isArray(said) ? said : []) {
        const fields = typeof line === "object" ? line : { points: line };
        this.addLine(list).forEach((input) => (input.value = fields[input.dataset.input] ?? ""));
      }
    }
  }

  #choose(value) {
    const radios = this.all('[data-mark][type="radio"]');
    radios.forEach((radio) => (radio.checked = radio.value === String(value)));
    const box = this.all('[data-mark]:not([type="radio"])')[0];
    if (!box || radios.some((radio) => radio.checked)) return;
    box.value = value ?? "";
    radios.forEach((radio) => (radio.checked = radio.value === "other" && value !== null));
  }

  // The core kind, which another leaf names, is not counted here: whether it was ticked until now.
  borrow(core) {
    let wasTicked = false;
    for (const tick of this.all('[data-input="items"]')) {
      const isCore = Boolean(core) && [tick.value, tick.dataset.also].includes(core);
      tick.disabled = isCore;
      tick.toggleAttribute("data-core", isCore);
      wasTicked ||= isCore && tick.checked;
      if (isCore) tick.checked = false;
    }
    this.paint();
    return wasTicked;
  }

  show(value) {
    if (this.output && value !== undefined) this.output.textContent = value ?? "—";
    if (value !== undefined) this.node.dataset.filled = value === null ? "0" : "1";
    if (value !== undefined) this.flag("check", judge(this.node, value));
    if (value !== undefined) this.node.dataset.diff = Number(compare(this.node, value));
    this.paint();
  }

  // Lines of cross-checks that follow from the mark of another leaf.
  recheck(html) {
    replaceChecks(this.node, html);
    this.flag("check", Boolean(this.node.querySelector('[data-check="differs"]')));
  }

  say(state, words = WORDS[state]) {
    this.node.dataset.state = state;
    if (this.place && this.place.textContent !== words) this.place.textContent = words;
  }

  // How the mark came into the sheet, where it was not entered here with a network.
  came(origin) {
    const place = this.node.querySelector("[data-origin]");
    if (place) place.textContent = ORIGINS[origin] || "";
  }

  // What the filters of the desk look for.
  flag(name, isSet) {
    const flags = new Set((this.node.dataset.flags || "").split(" ").filter(Boolean));
    if (isSet) flags.add(name);
    else flags.delete(name);
    this.node.dataset.flags = [...flags].join(" ");
  }

  complain(sentence = "", ...more) {
    this.problem?.replaceChildren(sentence, ...more);
  }

  need(field) {
    this.flag(field, true);
    const input = this.node.querySelector(`[data-note] [name="${field}"]`);
    const note = input?.closest("details");
    if (note) note.open = true;
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
    this.all("[data-among]").forEach((radio) => {
      radio.disabled = !this.all(`[data-input="${radio.dataset.among}"]`).some((tick) => tick.checked && tick.value === radio.value);
      if (radio.disabled) radio.checked = false;
    });
    this.all("[data-rows]").forEach((list) => this.#paintList(list));
    this.all("textarea[data-lines]").forEach((box) => (box.rows = box.value.split("\n").length));
    this.all(".level").forEach((level) => level.classList.toggle("is-chosen", Boolean(level.querySelector("input:checked"))));
    const sum = this.node.querySelector("[data-sum]");
    if (sum && this.formula) sum.textContent = this.mark() === undefined && this.#touched() && !this.isUnfinished() ? sumUp(this.formula, this.inputs()).words : "";
  }

  // While things are listed, neither their number nor «none» can be said.
  #paintList(list) {
    const count = this.#lines(list).filter((line) => line.some(isFilled)).length;
    for (const input of this.#single()) {
      if (input.dataset.input === list.dataset.rows) input.placeholder = count || "";
      if ([input.dataset.input, input.dataset.none].includes(list.dataset.rows)) input.disabled = count > 0;
    }
  }
}

const isTick = (input) => input.type === "radio" || input.type === "checkbox";
const isFilled = (input) => (isTick(input) ? input.checked : Boolean(input.value.trim()));
const blank = (input) => (isTick(input) ? (input.checked = false) : (input.value = ""));

const isEarly = (input) => (isTick(input) ? input.checked !== input.defaultChecked : input.value !== printed(input));

// The blank line that serves pages without scripts is the model of every further one; typed into already, it stays.
function taken(spare) {
  spare?.removeAttribute("data-spare");
  const model = spare?.cloneNode(true);
  model?.querySelectorAll("[data-input]").forEach((input) => (input.value = printed(input)));
  if (spare && ![...spare.querySelectorAll("[data-input]")].some(isEarly)) spare.remove();
  return model;
}

// The controls of one name as one value.
function one(same) {
  const [first] = same;
  const ticked = same.filter((input) => input.checked).map((input) => input.value);
  if (first.type === "radio") return first.dataset.flag === undefined || !ticked.length ? ticked[0] : ticked[0] === "1";
  if (first.type === "checkbox") return ticked;
  return first.value.trim() ? whole(first.value) : undefined;
}

// Names, one a line; a number alone, «3» or «3项», is how many there are.
function named({ value, dataset: { input, number, unit } }) {
  const lines = value.split("\n").map((line) => line.trim()).filter(Boolean);
  const text = lines.length === 1 && lines[0].endsWith(unit) ? lines[0].slice(0, -unit.length) : lines[0];
  if (lines.length === 1 && typeof whole(text) === "number") return [number, whole(text)];
  return [input, lines.length ? lines : undefined];
}

// One line of a list as the server wants it; what it costs alone is a number.
function listed(line) {
  const filled = line.filter(isFilled).map((input) => [input.dataset.input, read(input)]);
  const fields = Object.fromEntries(filled);
  return filled.length === 1 && "points" in fields ? fields.points : fields;
}

function read({ dataset, value }) {
  if (dataset.input === "photos") return value.split(",");
  return dataset.input === "points" ? whole(value) : value.trim();
}

// Show in one control what the mark was derived from.
function put(input, inputs) {
  const { input: name, none, number } = input.dataset;
  const said = inputs[name] ?? inputs[number];
  if (none) input.checked = inputs[none] !== undefined && [0, "0", ""].includes(String(inputs[none]));
  else if (input.type === "checkbox") input.checked = Array.isArray(said) && said.includes(input.value);
  else if (isTick(input)) input.checked = name in inputs && input.value === (typeof said === "boolean" ? String(Number(said)) : (said ?? ""));
  else if (name) input.value = Array.isArray(said) ? (number ? said.join("\n") : "") : (said ?? "");
}

const SPOKEN = { null: "未评", undefined: "按所填数量计分" };
const spoken = (value) => SPOKEN[value] || `${value}分`;

// «12», «１２» → 12; any other text stays as it is, for the server to refuse with a sentence.
function whole(text) {
  const plain = text.trim().replace(/[０-９]/g, (digit) => "０１２３４５６７８９".indexOf(digit));
  return /^\d{1,9}$/.test(plain) ? Number(plain) : text.trim();
}
