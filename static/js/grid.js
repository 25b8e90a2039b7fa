// A table of inputs that behaves like a sheet and saves itself (docs/frontend.md §6).
import { cells } from "./lib/clipboard.js";
import { COLLEAGUE, RECOVERED, showBoth } from "./lib/conflict.js";
import { button, el, printed } from "./lib/dom.js";
import { clearDraft, moment, readDraft, writeDraft } from "./lib/draft.js";
import { compare } from "./lib/merge.js";
import { tidy } from "./lib/money.js";
import { postJSON } from "./lib/net.js";
import { Saver } from "./lib/saver.js";
import { Sheet, tool } from "./lib/sheet.js";
import { Status } from "./lib/status.js";

const STEPS_BACK = 20;

class Grid {
  constructor(table) {
    this.table = table;
    this.form = table.closest("form");
    this.key = table.dataset.formKey || table.dataset.url;
    this.version = Number(table.dataset.version);
    this.past = [];
    this.errors = [];
    this.#bar();
    this.sheet = new Sheet(table, (row) => this.#tools(row));
    table.querySelectorAll(".sheet-head > [data-tools]").forEach((cell) => {
      const { category } = cell.closest("tbody").dataset;
      cell.append(tool("add", "增加一行", () => this.add(category)));
    });
    this.base = this.sheet.all(printed);
    this.sent = this.#text(this.base);
    this.status = new Status(this.form.querySelector("[data-save]"));
    this.saver = new Saver(this.status, this, this.form);
    this.#listen();
    this.#offerEarlier();
    if (this.ready()) this.changed(); // typed before this script came
  }

  // --- saving --------------------------------------------------------------
  #text(rows = this.sheet.all()) {
    return JSON.stringify(rows.map(({ key, id, ...row }) => row));
  }

  ready() {
    return this.#text() !== this.sent;
  }

  unsaved() {
    return (this.ready() ? 1 : 0) + new Set(this.errors.map((error) => error.row)).size;
  }

  wrong() {
    return this.table.querySelector('[aria-invalid="true"]');
  }

  async send() {
    const rows = this.sheet.all();
    const text = this.#text();
    const answer = await postJSON(this.table.dataset.url, { version: this.version, rows });
    if (answer.kind === "ok") this.#took(rows, text, answer.data);
    return answer;
  }

  #took(rows, text, { version, totals, rows: numbers = [], errors = [] }) {
    this.sent = text;
    this.#setVersion(version);
    const ids = new Map(numbers.map(({ key, id }) => [String(key), id]));
    numbers.forEach(({ key, id }) => this.sheet.adopt(key, id));
    this.errors = errors.map((error) => ({ ...error, row: String(ids.get(String(error.row)) ?? error.row) }));
    const refused = new Set(errors.map((error) => String(error.row)));
    const before = new Map(this.base.map((row) => [row.id, row]));
    this.base = rows.map((row) => (refused.has(row.key) ? before.get(row.id) : { ...row, id: ids.get(row.key) ?? row.id })).filter(Boolean);
    this.sheet.wrong(this.errors);
    if (totals && !this.ready()) this.sheet.showTotals(totals);
    this.#keep();
  }

  #setVersion(version) {
    this.version = version;
    const field = this.form.elements.namedItem("version");
    if (field) field.value = version;
  }

  #keep() {
    if (this.waiting) return; // an earlier visit's rows wait for a decision
    if (this.unsaved()) writeDraft(this.key, { rows: this.sheet.all(), known: this.base.map((row) => row.id) });
    else clearDraft(this.key);
  }

  changed() {
    this.sheet.tidyUp();
    this.#keep();
    // What was refused may have been taken back: then nothing is left to send, and that is said.
    if (this.ready() || this.saver.blocked === "refused") this.saver.touch();
  }

  // --- two versions --------------------------------------------------------
  conflict({ who, when, version, rows }, resume) {
    const { take, ask } = compare(this.base, this.sheet.all(), rows, this.sheet.fields);
    const finish = () => {
      this.base = rows;
      this.#setVersion(version);
      this.sent = JSON.stringify(rows.map(({ key, id, ...row }) => row));
      this.changed();
      resume();
    };
    take.forEach(({ id, theirs }) => this.#put(id, theirs));
    this.#ask(ask, finish, {
      title: `有${ask.length}行与他人的修改不同`,
      lead: `${who}已于${when}保存过这张表。请逐行选择；选定之前两份内容都不会丢失。`,
      words: COLLEAGUE,
      pick: (row, side) => side === "theirs" && this.#put(row.id, row.theirs),
    });
  }

  #offerEarlier() {
    const earlier = readDraft(this.key);
    if (!earlier?.rows) return;
    const added = earlier.rows.filter((row) => !row.id).map((row) => ({ id: row.key, mine: row }));
    const since = this.base.filter((row) => !earlier.known.includes(row.id)); // added by others meanwhile
    const { take } = compare(this.base, this.base, [...earlier.rows, ...since], this.sheet.fields);
    const ask = [...take.map(({ id, theirs }) => ({ id, mine: theirs, theirs: this.base.find((row) => row.id === id) })), ...added];
    if (!ask.length) return clearDraft(this.key);
    this.waiting = true;
    const finish = () => {
      this.waiting = false;
      this.changed();
    };
    this.#ask(ask, finish, {
      title: `上次有${ask.length}行没有保存到服务器`,
      lead: `这些内容于${moment(earlier.at)}留在本机。请逐行选择，选定之前不会改动表格。`,
      words: RECOVERED,
      pick: (row, side) => side === "mine" && this.#put(row.id, row.mine),
    });
  }

  #ask(rows, done, { pick, ...texts }) {
    if (!rows.length) return done();
    const byName = new Map(rows.map((row) => [String(row.id), row]));
    showBoth(this.status.place, {
      ...texts,
      items: rows.map(({ id, mine, theirs }) => ({
        name: String(id),
        label: this.#place(mine || theirs),
        mine: this.sheet.spoken(mine) || "（没有这一行）",
        theirs: this.sheet.spoken(theirs) || "（没有这一行）",
      })),
      pick: (name, side) => pick(byName.get(name), side),
      done,
    });
  }

  #place(row) {
    const body = this.sheet.bodies.find((one) => one.dataset.category === String(row.category));
    const head = body?.querySelector(".sheet-head th")?.textContent.trim();
    const name = row[this.sheet.fields[0]] || "（未命名）";
    return head ? `${head}：${name}` : name;
  }

  // Make the row of this number what is given, or take it away.
  #put(id, row) {
    const here = this.sheet.rows().find((one) => one.dataset.id === String(id));
    if (!row) return here?.remove();
    if (here) return this.sheet.fill(here, row);
    const rows = this.sheet.rows(this.sheet.bodies.find((one) => one.dataset.category === String(row.category)) || this.table);
    const blank = rows.find((one) => this.sheet.isBlank(one)) || null;
    this.sheet.add(row.category, blank, { ...row, key: row.id ? String(row.id) : null });
  }

  // --- working in the table ------------------------------------------------
  #bar() {
    this.back = button("撤销", () => this.undo());
    this.back.disabled = true;
    this.said = el("p", { class: "sheet-note", role: "status" });
    const bar = el("div", { class: "sheet-bar no-print" });
    if (!this.table.querySelector(".sheet-head")) bar.append(button("增加一行", () => this.add("")));
    bar.append(this.back, this.said, el("p", { class: "sheet-note" }, "可从Excel或WPS复制多行多列直接粘贴；回车到下一行，Alt+↑↓移动整行。"));
    (this.table.closest(".sheet-scroll") || this.table).after(bar);
  }

  #tools(row) {
    return [
      tool("up", "上移", () => this.move(row, -1)),
      tool("down", "下移", () => this.move(row, 1)),
      tool("delete", "删除这一行", () => this.remove(row)),
    ];
  }

  #remember(what) {
    this.past = [...this.past, { what, rows: this.sheet.all() }].slice(-STEPS_BACK);
    this.#showPast(`已${what}。`);
  }

  #showPast(sentence) {
    const last = this.past[this.past.length - 1];
    this.back.disabled = !last;
    this.back.textContent = last ? `撤销：${last.what}` : "撤销";
    this.said.textContent = sentence;
  }

  undo() {
    const last = this.past.pop();
    if (!last) return;
    this.sheet.replace(last.rows);
    this.sheet.wrong(this.errors);
    this.#showPast(`已撤销“${last.what}”。`);
    this.changed();
    if (this.back.disabled) this.sheet.rows()[0]?.querySelector("[data-field]").focus();
  }

  add(category) {
    const body = this.sheet.bodies.find((one) => one.dataset.category === category);
    const rows = this.sheet.rows(body);
    this.#go(rows[rows.length - 1], this.sheet.fields[0]);
  }

  remove(row) {
    if (this.sheet.isBlank(row)) return this.#go(row, this.sheet.fields[0]);
    this.#remember(`删除第${row.querySelector("[data-number]")?.textContent || ""}行`);
    const next = row.nextElementSibling;
    row.remove();
    this.changed();
    if (next) this.#go(next, this.sheet.fields[0]);
  }

  move(row, step) {
    const [rows, place] = [this.sheet.all(), row.contains(document.activeElement) && document.activeElement];
    if (!this.sheet.move(row, step)) return;
    this.#remember(step < 0 ? "上移一行" : "下移一行");
    this.past[this.past.length - 1].rows = rows;
    if (place) place.focus();
    this.changed();
  }

  paste(input, text) {
    const block = cells(text);
    this.#remember(`粘贴${block.length}行`);
    const start = this.sheet.fields.indexOf(input.dataset.field);
    const category = this.sheet.category(input.closest("tr"));
    let row = input.closest("tr");
    for (const line of block) {
      if (!row?.dataset.row) row = this.sheet.add(category);
      line.forEach((cell, step) => {
        const target = this.sheet.input(row, this.sheet.fields[start + step] || "");
        if (target) target.value = target.dataset.kind && target.dataset.kind !== "text" ? tidy(cell) : cell.replace(/\s*\n\s*/g, " ").trim();
      });
      row = row.nextElementSibling;
    }
    this.changed();
  }

  // --- keys ----------------------------------------------------------------
  #listen() {
    this.table.addEventListener("input", (event) => !event.isComposing && this.changed());
    this.table.addEventListener("compositionend", () => this.changed());
    this.table.addEventListener("change", () => this.changed());
    this.table.addEventListener("paste", (event) => this.#pasted(event));
    this.table.addEventListener("keydown", (event) => event.target.dataset.field && this.#pressed(event));
    this.form.addEventListener("submit", (event) => {
      if (!this.unsaved()) return;
      event.preventDefault();
      this.wrong()?.focus();
    });
  }

  #pasted(event) {
    const text = event.clipboardData.getData("text/plain");
    if (!event.target.dataset.field || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    this.paste(event.target, text);
  }

  #pressed(event) {
    const { key, target, altKey, shiftKey, isComposing } = event;
    if (isComposing || event.ctrlKey || event.metaKey) return;
    const row = target.closest("tr");
    const vertical = { ArrowUp: -1, ArrowDown: 1, Enter: shiftKey ? -1 : 1 }[key];
    if (altKey && vertical && key !== "Enter") this.move(row, vertical);
    else if (vertical && !(target.tagName === "SELECT" && key !== "Enter")) this.#step(row, target.dataset.field, vertical);
    else if (!this.#sideways(event, row)) return;
    event.preventDefault();
  }

  #sideways({ key, target }, row) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step || target.tagName === "SELECT" || target.selectionStart !== target.selectionEnd) return false;
    if (target.selectionStart !== (step < 0 ? 0 : target.value.length)) return false;
    const field = this.sheet.fields[this.sheet.fields.indexOf(target.dataset.field) + step];
    if (!field) return false;
    this.#go(row, field);
    return true;
  }

  #step(row, field, step) {
    const rows = this.sheet.rows();
    const next = rows[rows.indexOf(row) + step];
    if (next) this.#go(next, field);
  }

  #go(row, field) {
    const input = this.sheet.input(row, field);
    input.focus();
    input.select?.();
  }
}

document.querySelectorAll("table[data-grid]").forEach((table) => new Grid(table));
