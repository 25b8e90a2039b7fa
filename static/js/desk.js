// The scoring desk: what is entered is kept in this browser first and sent when it can be (docs/frontend.md §7, §11).
import { isKeptPage, keepSheet } from "./lib/keep.js";
import { focusable, Keys } from "./lib/keys.js";
import { Leaf } from "./lib/leaf.js";
import { isReady, openOutbox } from "./lib/outbox.js";
import { Photos } from "./lib/photos.js";
import { Saver } from "./lib/saver.js";
import { DeskStatus } from "./lib/status.js";
import { showOnly, showOwnSums, showSums } from "./lib/sums.js";

const STEPS_BACK = 50;
const TYPING = 900;
const CHOSEN = 150;

class Desk {
  constructor(root) {
    this.root = root;
    this.sheet = root.dataset.key.split("-").slice(0, 2).join("-");
    this.leaves = [...root.querySelectorAll("[data-leaf]")].map((node) => new Leaf(node));
    this.entries = new Map(); // key → what this person has entered, as the outbox knows it
    this.keeping = 0; // how much is entered and not yet kept
    this.stuck = new Set(); // leaves whose mark is unfinished, was refused or stands against another's
    this.past = [];
    this.status = new DeskStatus(root.querySelector("[data-save]"), () => this.#unsent());
    this.saver = new Saver(this.status, this);
    this.keys = new Keys(this);
    this.box = this.kept = this.#open();
    this.photos = new Photos(this);
    this.#listen();
    if (root.dataset.edit !== "1") this.#readOnly();
    this.leaves.filter((leaf) => leaf.early.length).forEach((leaf) => this.#takeUpEarly(leaf));
    root.dataset.ready = "1"; // hides what only a page without scripts needs
    this.keys.arrive();
  }

  async #open() {
    const box = await openOutbox();
    this.status.isSafe = box.store.safe;
    box.on((news) => this.#hear(news));
    for (const entry of await box.entries()) this.entries.set(entry.key, entry);
    this.#takeUp(box);
    return box;
  }

  // --- sending -------------------------------------------------------------
  ready() {
    return this.keeping > 0 || [...this.entries.values()].some(isReady);
  }

  // The leaf that is being typed into stands last: those before it need not wait.
  pause() {
    return [...this.entries.values()].filter(isReady).length > 1 ? 0 : CHOSEN;
  }

  unsaved() {
    return this.keeping + [...this.entries.values()].filter(isReady).length + this.stuck.size + this.#heldElsewhere().length;
  }

  // What would be lost, or not be noticed, if the page were closed now.
  atRisk() {
    return this.status.isSafe ? this.keeping + this.stuck.size : this.unsaved();
  }

  // Marks of other pages of the sheet that want a person.
  #heldElsewhere() {
    return this.#unsent().filter((entry) => entry.held && !this.#leafOf(entry));
  }

  // Where the first of what was not taken is mended: here, or on its own page.
  wrong() {
    const [leaf] = this.stuck;
    const [entry] = this.#heldElsewhere();
    return leaf ? focusable(leaf) : entry && { focus: () => location.assign(entry.page) };
  }

  async send() {
    await this.kept;
    const box = await this.box;
    const answer = await box.send();
    if (!answer) this.entries = new Map((await box.entries()).map((entry) => [entry.key, entry]));
    const stops = answer && (["failed", "login"].includes(answer.kind) || this.#closes(answer));
    return stops ? answer : { kind: "ok", data: answer?.data || {} };
  }

  // A sheet that is closed to us stops this desk; a refused or doubled mark asks in its leaf.
  #closes({ entry }) {
    return entry.held === "closed" && entry.sheet === this.sheet;
  }

  // Somebody asks to try once more what was closed.
  again() {
    const closed = [...this.entries.values()].filter((entry) => entry.sheet === this.sheet && entry.held === "closed");
    closed.forEach((entry) => this.keep((box) => box.release(entry)));
  }

  sendNow(leaf) {
    const entry = this.entries.get(this.#keyOf(leaf));
    if (this.keeping || (entry && isReady(entry))) this.saver.touch(0);
  }

  #unsent() {
    return [...this.entries.values()].filter((entry) => entry.waiting && entry.sheet === this.sheet);
  }

  // --- what the outbox says, of this tab and of others ------------------------
  #hear({ what, entry, answer, elsewhere }) {
    if (what === "removed") this.entries.delete(entry.key);
    else this.entries.set(entry.key, entry);
    if (entry.kind === "photo") return this.photos.hear(entry, what);
    const leaf = this.#leafOf(entry);
    if (!leaf) return;
    if (elsewhere && entry.state !== leaf.seen && !leaf.node.contains(document.activeElement)) this.#show(leaf, entry);
    if (what === "answered") this.#answered(leaf, entry, answer);
    if (what === "learned") this.#learned(leaf, entry);
  }

  #answered(leaf, entry, { kind, data }) {
    if (kind === "ok") return this.#took(leaf, entry, data);
    if (!entry.held) return leaf.say("unsent"); // no answer, or something newer waits
    if (kind === "refused") return this.#refused(leaf, data);
    if (kind === "conflict") return this.#twoMarks(leaf, entry, data);
    leaf.say("closed");
  }

  #took(leaf, entry, { value, version, saved_at: at, totals, hint, also = {}, checks = {} }) {
    leaf.version = version;
    leaf.stored = entry.state;
    if (totals) showSums(this.root, leaf, totals);
    for (const [number, known] of Object.entries(also)) this.#alsoTook(number, known);
    for (const [number, html] of Object.entries(checks)) this.leaves.find((one) => one.number === number)?.recheck(html);
    if (entry.waiting || leaf.entering) return leaf.say("unsent"); // typing has gone on during the send
    this.stuck.delete(leaf);
    leaf.show(value);
    leaf.complain();
    leaf.hint(hint);
    leaf.came(entry.origin);
    leaf.flag("reason", Boolean(entry.body.reason));
    leaf.say(value === null ? "blank" : "saved", value === null ? "" : `已保存 ${at}`);
  }

  // Leaves that the server derived anew from this one.
  #alsoTook(number, { value, version }) {
    const leaf = this.leaves.find((one) => one.number === number);
    if (leaf) leaf.version = version;
    if (leaf && leaf.node.dataset.state !== "unsent") leaf.show(value);
    this.keep((box) => box.learn(`${this.sheet}/${number}`, { value, version }));
  }

  #refused(leaf, { message, need }) {
    this.stuck.add(leaf);
    leaf.say("refused");
    leaf.complain(message || "没有保存：这个分值不符合规则，请核对。");
    if (need) leaf.need(need);
  }

  #twoMarks(leaf, entry, data) {
    leaf.version = data.version;
    this.stuck.add(leaf);
    leaf.say("conflict");
    const mine = "value" in entry.body ? entry.body.value : leaf.preview();
    leaf.ask(data, mine, () => this.#keepMine(leaf), () => this.#takeTheirs(leaf, data));
  }

  #keepMine(leaf) {
    leaf.complain();
    this.#enter(leaf, 0);
    focusable(leaf)?.focus();
  }

  #takeTheirs(leaf, data) {
    leaf.take(data);
    this.#lend(leaf);
    leaf.stored = leaf.seen = leaf.state();
    const { value, version } = data;
    const known = { value, version, state: leaf.seen, waiting: false, tried: false, held: "" };
    this.keep((box) => box.learn(this.#keyOf(leaf), known));
    this.saver.resume();
    focusable(leaf)?.focus();
  }

  #learned(leaf, entry) {
    if (entry.waiting) return;
    leaf.version = entry.version;
    this.stuck.delete(leaf);
    leaf.complain();
    if (leaf.node.dataset.state === "conflict") leaf.say("saved", "已采用对方的");
  }

  // A whole list of conflicts never reaches the desk: each leaf asks for itself.
  conflict() {}

  // --- what stands in this browser and not, or not yet, on the page -----------
  #takeUp(box) {
    for (const entry of this.entries.values()) {
      const leaf = entry.kind === "mark" && this.#leafOf(entry);
      if (!leaf || leaf.seen !== leaf.stored) continue; // somebody was quicker than the disk
      if (entry.waiting) this.#takeUpWaiting(leaf, entry, box);
      else if (isKeptPage() && entry.version > leaf.version) this.#show(leaf, entry);
    }
    if (isKeptPage() && this.entries.size) showOwnSums(this.root, this.leaves);
    if (this.ready()) this.saver.touch(CHOSEN);
    else if (this.unsaved()) this.status.saved("", this.unsaved(), () => this.wrong()?.focus());
  }

  #waits() {
    this.status.waiting();
    showOwnSums(this.root, this.leaves);
  }

  #takeUpWaiting(leaf, entry, box) {
    if (this.root.dataset.edit !== "1") return leaf.say("closed", "本机有一份未被接收");
    this.#show(leaf, entry);
    if (entry.held === "unfinished") {
      this.stuck.add(leaf);
      leaf.say("unfinished");
    } else {
      leaf.say("unsent", "未发送（从本机恢复）");
      if (entry.held) this.keep(() => box.release(entry)); // asked again, it says again why
    }
  }

  #show(leaf, { state, version, value, waiting }) {
    if (leaf.state() !== state) leaf.restore(state);
    this.#lend(leaf);
    leaf.seen = leaf.state();
    leaf.version = version; // if somebody has marked it since, both marks will be shown
    const mark = waiting ? leaf.preview() : value;
    leaf.show(typeof mark === "string" ? undefined : mark);
    this.photos.paint(leaf);
    if (waiting) leaf.say("unsent");
  }

  // --- changes -------------------------------------------------------------
  #changed(leaf, pause) {
    leaf.paint();
    if (leaf.state() === leaf.seen) return;
    this.#remember(leaf, pause === TYPING);
    this.#enter(leaf, pause);
  }

  // Keys typed into one leaf are one change to undo.
  #remember(leaf, typing) {
    const last = this.past[this.past.length - 1];
    if (typing && last?.typing && last.leaf === leaf) return;
    this.past = [...this.past, { leaf, before: leaf.seen, typing }].slice(-STEPS_BACK);
  }

  // What this leaf says is the core kind is not counted in another.
  #lend(leaf) {
    for (const one of this.leaves.filter(({ lender }) => lender === leaf.number)) {
      if (one.borrow(leaf.inputs().core)) this.#enter(one, CHOSEN);
    }
  }

  // Before the scripts came: each control may have emptied others.
  #takeUpEarly(leaf) {
    leaf.early.forEach((input) => leaf.settle(input));
    leaf.paint();
    this.#enter(leaf, CHOSEN);
  }

  #enter(leaf, pause) {
    this.#lend(leaf);
    leaf.seen = leaf.state();
    this.stuck.delete(leaf);
    const isUnfinished = leaf.isUnfinished();
    if (isUnfinished) this.stuck.add(leaf);
    const mark = leaf.preview();
    leaf.show(typeof mark === "string" ? undefined : mark);
    leaf.say(isUnfinished ? "unfinished" : "unsent");
    const entered = this.#entered(leaf, mark, isUnfinished);
    leaf.entering = (leaf.entering ?? 0) + 1;
    this.keep((box) => box.enter(this.#keyOf(leaf), entered)).then(() => (leaf.entering -= 1));
    this.saver.touch(pause);
  }

  #entered(leaf, mark, isUnfinished) {
    const { version, ...body } = leaf.body();
    const words = { title: this.title(), label: leaf.node.querySelector(".leaf-text")?.innerText || leaf.number, page: this.placeOf(leaf), mark };
    const held = isUnfinished ? "unfinished" : "";
    const origin = this.root.querySelector("[data-paper]")?.checked ? "paper" : this.#isOffline() ? "offline" : "";
    return { kind: "mark", sheet: this.sheet, number: leaf.number, url: leaf.url, state: leaf.seen, version, body, held, origin, ...words };
  }

  placeOf(leaf) {
    return `${location.pathname}#${leaf.node.id}`;
  }

  // A kept page was opened without a network; it has one since a send was answered.
  #isOffline() {
    const isCut = isKeptPage() && !this.saver.savedAt;
    return !navigator.onLine || this.saver.blocked === "failed" || isCut;
  }

  title() {
    return document.querySelector("[data-offline]")?.dataset.title || document.title;
  }

  // One deed on the outbox after the other; what cannot be kept is said loudly.
  keep(deed) {
    this.keeping += 1;
    const done = async () => {
      try {
        const box = await this.box;
        await deed(box);
        if (this.status.isSafe && !box.store.safe) this.status.unsafe();
      } catch {
        this.status.unsafe();
      } finally {
        this.keeping -= 1;
        if (this.saver.blocked === "failed") this.#waits();
      }
    };
    this.kept = this.kept.then(done, done);
    return this.kept;
  }

  undo() {
    const step = this.past.pop();
    if (!step) return;
    step.leaf.restore(step.before);
    this.photos.paint(step.leaf);
    this.#enter(step.leaf, CHOSEN);
    this.keys.go(step.leaf);
  }

  // --- the page ------------------------------------------------------------
  async leave(address) {
    await this.saver.settle();
    if (this.atRisk()) return this.keys.go([...this.stuck][0]);
    location.assign(address);
  }

  say(sentence) {
    this.status.show("saved", sentence);
  }

  #keyOf(leaf) {
    return `${this.sheet}/${leaf.number}`;
  }

  #leafOf(entry) {
    return entry.sheet === this.sheet ? this.leaves.find((leaf) => leaf.number === entry.number) : undefined;
  }

  #listen() {
    this.root.addEventListener("input", (event) => {
      const leaf = this.keys.leafOf(event.target);
      if (!leaf || event.isComposing || event.target.type === "file") return;
      leaf.settle(event.target);
      this.#changed(leaf, /^(radio|checkbox|hidden)$/.test(event.target.type) ? CHOSEN : TYPING);
    });
    this.root.addEventListener("compositionend", (event) => this.keys.leafOf(event.target) && this.#changed(this.keys.leafOf(event.target), TYPING));
    this.root.addEventListener("change", (event) => event.target.dataset.show !== undefined && showOnly(this.root, this.leaves, event.target.value));
    this.root.addEventListener("click", (event) => this.#pressed(event, event.target.closest("[data-do]")));
  }

  #pressed(event, control) {
    if (!control) return;
    event.preventDefault(); // without scripts some of these are links and buttons that send
    const leaf = this.keys.leafOf(control);
    const deeds = {
      next: () => this.keys.further(control),
      undo: () => this.undo(),
      clear: () => this.#clear(leaf),
      "add-line": () => leaf.addLine(control.closest("[data-rows]"))[0]?.focus(),
      "drop-line": () => leaf.dropLine(control.closest("[data-line]")),
    };
    deeds[control.dataset.do]?.();
    if (leaf) this.#changed(leaf, CHOSEN);
  }

  // Its button goes away with the mark: the keyboard stays in the leaf.
  #clear(leaf) {
    leaf.empty();
    leaf.paint();
    focusable(leaf)?.focus();
  }

  #readOnly() {
    this.root.querySelectorAll("[data-leaf] input, [data-leaf] textarea, [data-leaf] select, [data-leaf] [data-do]").forEach((control) => (control.disabled = true));
  }
}

document.querySelectorAll("[data-desk]").forEach((root) => {
  const desk = new Desk(root);
  if (root.dataset.edit === "1") desk.box.then((box) => keepSheet(box, desk.sheet));
});
