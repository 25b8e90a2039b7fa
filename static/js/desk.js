// The scoring desk: keys, marks sent one after another, totals, nothing lost on a bad line (docs/frontend.md §7).
import { clearDraft, readDraft, writeDraft } from "./lib/draft.js";
import { Leaf } from "./lib/leaf.js";
import { postJSON } from "./lib/net.js";
import { Saver } from "./lib/saver.js";
import { Status } from "./lib/status.js";

const STEPS_BACK = 50;
const TYPING = 900;
const CHOSEN = 150;

class Desk {
  constructor(root) {
    this.root = root;
    this.key = root.dataset.key;
    this.leaves = [...root.querySelectorAll("[data-leaf]")].map((node) => new Leaf(node));
    this.byNode = new Map(this.leaves.map((leaf) => [leaf.node, leaf]));
    this.queue = new Map(); // leaf → the entered state that waits to be sent
    this.stuck = new Set(); // leaves whose mark was refused or stands against another's
    this.past = [];
    this.status = new Status(root.querySelector("[data-save]"));
    this.saver = new Saver(this.status, this);
    this.#listen();
    this.#takeUp();
    if (root.dataset.edit !== "1") this.#readOnly();
    root.dataset.ready = "1"; // hides what only a page without scripts needs
    this.#arrive();
  }

  // --- sending -------------------------------------------------------------
  ready() {
    return this.queue.size > 0;
  }

  // The leaf that is being typed into stands last: those before it need not wait.
  pause() {
    return this.queue.size > 1 ? 0 : CHOSEN;
  }

  unsaved() {
    return this.queue.size + this.stuck.size;
  }

  wrong() {
    const [leaf] = this.stuck;
    return leaf && focusable(leaf);
  }

  async send() {
    const [[leaf, state]] = this.queue;
    leaf.say("sending");
    const answer = await postJSON(leaf.url, leaf.body());
    const { kind, data } = answer;
    if (kind === "ok") this.#took(leaf, state, data);
    else if (kind === "refused") this.#refused(leaf, state, data);
    else if (kind === "conflict") this.#twoMarks(leaf, state, data);
    else this.#later(leaf, state, kind);
    this.#keep();
    return kind === "refused" || kind === "conflict" ? { kind: "ok", data: {} } : answer;
  }

  // The others shall not wait behind one leaf that fails.
  #later(leaf, state, kind) {
    this.queue.delete(leaf);
    this.queue.set(leaf, state);
    leaf.say(kind === "failed" || kind === "login" ? "unsent" : "closed");
  }

  // Typing may have gone on during the send: then the leaf stays in the queue.
  #leaves(leaf, state) {
    if (leaf.state() !== state) {
      this.queue.set(leaf, leaf.state());
      return false;
    }
    this.queue.delete(leaf);
    return true;
  }

  #took(leaf, state, { value, version, saved_at: at, totals, hint }) {
    leaf.version = version;
    leaf.stored = state;
    this.stuck.delete(leaf);
    if (totals) this.#total(leaf, totals);
    if (!this.#leaves(leaf, state)) return leaf.say("unsent");
    leaf.show(value);
    leaf.complain();
    leaf.hint(hint);
    leaf.say(value === null ? "blank" : "saved", value === null ? "" : `已保存 ${at}`);
  }

  #refused(leaf, state, { message, need }) {
    if (!this.#leaves(leaf, state)) return;
    this.stuck.add(leaf);
    leaf.say("refused");
    leaf.complain(message || "没有保存：这个分值不符合规则，请核对。");
    if (need) leaf.need(need);
  }

  #twoMarks(leaf, state, data) {
    this.queue.delete(leaf);
    const body = leaf.body();
    const derived = !("value" in body);
    leaf.version = data.version;
    if (!derived && body.value === data.value && leaf.state() === leaf.stored) return leaf.say("saved", "");
    this.stuck.add(leaf);
    leaf.say("conflict");
    leaf.ask(data, derived ? leaf.preview() : body.value, () => this.#keepMine(leaf), () => this.#takeTheirs(leaf, data));
  }

  #keepMine(leaf) {
    this.stuck.delete(leaf);
    leaf.complain();
    this.#enqueue(leaf, 0);
    focusable(leaf)?.focus();
  }

  #takeTheirs(leaf, data) {
    this.stuck.delete(leaf);
    leaf.complain();
    leaf.take(data);
    leaf.stored = leaf.seen = leaf.state();
    leaf.say("saved", "已采用对方的");
    this.#keep();
    this.saver.resume();
    focusable(leaf)?.focus();
  }

  // A whole list of conflicts never reaches the desk: each leaf asks for itself.
  conflict() {}

  // --- what the network has not taken yet ----------------------------------
  #keep() {
    const open = [...new Set([...this.queue.keys(), ...this.stuck])];
    if (open.length) writeDraft(this.key, { marks: open.map((leaf) => [leaf.number, leaf.state(), leaf.version]) });
    else clearDraft(this.key);
  }

  #takeUp() {
    const marks = readDraft(this.key)?.marks || [];
    for (const [number, state, version] of marks) {
      const leaf = this.leaves.find((one) => one.number === number);
      if (!leaf || leaf.state() === state) continue;
      leaf.restore(state);
      leaf.seen = state;
      leaf.version = version; // if somebody has marked it since, both marks will be shown
      leaf.say("unsent", "未发送（从本机恢复）");
      this.queue.set(leaf, state);
    }
    if (this.queue.size) this.saver.touch(CHOSEN);
    else if (marks.length) this.#keep();
  }

  // --- changes -------------------------------------------------------------
  #changed(leaf, pause) {
    leaf.paint();
    if (leaf.state() === leaf.seen) return;
    this.#remember(leaf, pause === TYPING);
    this.#enqueue(leaf, pause);
  }

  // Keys typed into one leaf are one change to undo.
  #remember(leaf, typing) {
    const last = this.past[this.past.length - 1];
    if (typing && last?.typing && last.leaf === leaf) return;
    this.past = [...this.past, { leaf, before: leaf.seen, typing }].slice(-STEPS_BACK);
  }

  #enqueue(leaf, pause) {
    const state = (leaf.seen = leaf.state());
    this.stuck.delete(leaf);
    this.queue.delete(leaf);
    if (leaf.isUnfinished()) {
      this.stuck.add(leaf);
      leaf.say("unfinished");
    } else {
      this.queue.set(leaf, state);
      const mark = leaf.preview();
      leaf.show(typeof mark === "string" ? undefined : mark);
      leaf.say("unsent");
    }
    this.#keep();
    this.saver.touch(pause);
  }

  undo() {
    const step = this.past.pop();
    if (!step) return;
    step.leaf.restore(step.before);
    this.#enqueue(step.leaf, CHOSEN);
    this.#go(step.leaf);
  }

  // --- totals and filters --------------------------------------------------
  #total(leaf, { section, section_filled: sectionFilled, total, filled, of, groups = {} }) {
    const number = leaf.node.closest("[data-section]")?.dataset.section;
    put(this.root, `[data-section-total="${number}"]`, section);
    put(document, `[data-section-filled="${number}"]`, sectionFilled);
    put(this.root, '[data-total="sheet"]', total);
    put(this.root, "[data-filled]:not([data-leaf])", filled);
    put(this.root, "[data-of]", of);
    for (const [group, points] of Object.entries(groups)) put(this.root, `[data-group-total="${group}"]`, points);
    this.root.querySelectorAll("[data-filled-bar]").forEach((bar) => (bar.value = filled));
  }

  #filter(show) {
    const fits = { all: () => true, blank: (leaf) => leaf.node.dataset.filled !== "1", diff: (leaf) => leaf.node.dataset.diff === "1" }[show];
    this.leaves.forEach((leaf) => (leaf.node.hidden = !fits(leaf)));
    this.root.querySelectorAll("[data-section], [data-group]").forEach((part) => (part.hidden = !part.querySelector("[data-leaf]:not([hidden])")));
    this.root.dataset.showing = this.leaves.some((leaf) => !leaf.node.hidden) ? show : "none";
  }

  // --- moving --------------------------------------------------------------
  #go(leaf) {
    if (!leaf) return;
    leaf.node.scrollIntoView({ block: "nearest" });
    const control = focusable(leaf);
    control?.focus();
    if (control?.type === "text") control.select(); // what is typed replaces what stands there
  }

  // An address that ends in «#leaf-1.3» leads to that leaf, ready to be marked; the browser itself
  // goes there when all is loaded, and takes the focus away again.
  #arrive() {
    const id = decodeURIComponent(location.hash.slice(1));
    const leaf = this.leaves.find((one) => id && one.node.id === id);
    if (!leaf) return;
    const go = () => requestAnimationFrame(() => this.#go(leaf));
    if (document.readyState === "complete") go();
    else window.addEventListener("load", go, { once: true });
  }

  #beside(leaf, step) {
    const shown = this.leaves.filter((one) => !one.node.hidden);
    return shown[shown.indexOf(leaf) + step];
  }

  // The next leaf without a mark; false when this page has none.
  next(leaf) {
    const start = this.leaves.indexOf(leaf) + 1;
    const order = [...this.leaves.slice(start), ...this.leaves.slice(0, start)];
    const blank = order.find((one) => one.node.dataset.filled !== "1" && one !== leaf);
    if (!blank) return false;
    blank.node.hidden = false;
    this.#go(blank);
    return true;
  }

  // Beyond this page the link of «下一未评项» knows the way.
  async #further(control) {
    if (this.next(this.last)) return;
    if (!control?.href) return this.status.show("saved", "本页没有未评项。");
    await this.saver.settle();
    if (this.unsaved()) return this.#go([...this.stuck][0] || [...this.queue.keys()][0]);
    location.assign(control.href);
  }

  #leafOf(node) {
    return this.byNode.get(node.closest?.("[data-leaf]"));
  }

  #listen() {
    this.root.addEventListener("input", (event) => {
      const leaf = this.#leafOf(event.target);
      if (!leaf || event.isComposing) return;
      leaf.settle(event.target);
      this.#changed(leaf, /^(radio|checkbox)$/.test(event.target.type) ? CHOSEN : TYPING);
    });
    this.root.addEventListener("compositionend", (event) => this.#leafOf(event.target) && this.#changed(this.#leafOf(event.target), TYPING));
    this.root.addEventListener("change", (event) => event.target.dataset.show !== undefined && this.#filter(event.target.value));
    this.root.addEventListener("click", (event) => this.#pressed(event, event.target.closest("[data-do]")));
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusin", (event) => (this.last = this.#leafOf(event.target) || this.last));
  }

  #pressed(event, control) {
    if (!control) return;
    event.preventDefault(); // without scripts some of these are links and buttons that send
    const leaf = this.#leafOf(control);
    const deeds = {
      next: () => this.#further(control),
      undo: () => this.undo(),
      clear: () => leaf.empty(),
      none: () => leaf.sayNone(),
      "add-line": () => leaf.addLine(control.closest("[data-rows]"))[0]?.focus(),
      "drop-line": () => control.closest("[data-line]").remove(),
    };
    deeds[control.dataset.do]?.();
    if (leaf) this.#changed(leaf, CHOSEN);
  }

  #key(event) {
    const leaf = this.#leafOf(event.target);
    if (!leaf || event.isComposing) return;
    const { key, target, altKey, ctrlKey, metaKey } = event;
    const inText = target.tagName === "TEXTAREA" || (target.tagName === "INPUT" && !/^(radio|checkbox)$/.test(target.type));
    let deed = null;
    if (altKey && key === "ArrowDown") deed = () => this.#further(this.root.querySelector('[data-do="next"]'));
    else if ((ctrlKey || metaKey) && key === "z" && !inText) deed = () => this.undo();
    else if ((ctrlKey || metaKey) && key === "Enter") deed = () => this.#on(leaf);
    else if (altKey || ctrlKey || metaKey || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return;
    else if (key === "ArrowUp" || key === "ArrowDown") deed = () => this.#go(this.#beside(leaf, key === "ArrowUp" ? -1 : 1));
    else if (key === "Enter" && target.tagName === "INPUT") deed = () => this.#on(leaf);
    else if (/^\d$/.test(key) && !inText) deed = this.#level(leaf, key);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  // Enter: what stands here goes to the server now, and work goes on with the next leaf.
  #on(leaf) {
    if (this.queue.has(leaf)) this.saver.touch(0);
    const next = this.#beside(leaf, 1);
    if (next) this.#go(next);
    else document.querySelector("[data-next-part]")?.focus();
  }

  #level(leaf, digit) {
    const wanted = leaf.all("label").find((label) => label.querySelector("kbd")?.textContent.trim() === digit);
    const input = wanted?.querySelector("input");
    if (!input || input.disabled) return null;
    return () => {
      input.focus();
      input.click();
    };
  }

  #readOnly() {
    this.root.querySelectorAll("[data-leaf] input, [data-leaf] textarea, [data-leaf] select, [data-leaf] [data-do]").forEach((control) => (control.disabled = true));
  }
}

// Where a leaf is entered: what is chosen, else the first control that can be reached.
function focusable(leaf) {
  const usable = (selector) => leaf.all(selector).filter((one) => !one.disabled && one.offsetParent !== null && !one.closest("details:not([open])"));
  const controls = usable("input, textarea, select");
  return controls.find((control) => control.checked) || controls[0] || usable("button")[0];
}

function put(root, selector, text) {
  if (text === undefined || text === null) return;
  root.querySelectorAll(selector).forEach((node) => (node.textContent = text));
}

document.querySelectorAll("[data-desk]").forEach((root) => new Desk(root));
