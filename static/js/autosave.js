// Saves a form while it is filled in (docs/frontend.md §4).
import { COLLEAGUE, RECOVERED, showBoth } from "./lib/conflict.js";
import { sameText } from "./lib/dom.js";
import { clearDraft, moment, readDraft, writeDraft } from "./lib/draft.js";
import { Fields } from "./lib/fields.js";
import { hold } from "./lib/leave.js";
import { postForm } from "./lib/net.js";
import { Saver } from "./lib/saver.js";
import { Status } from "./lib/status.js";

class FormWork {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.action || form.action;
    this.key = form.dataset.formKey || this.url;
    this.version = form.elements.namedItem("version");
    this.fields = new Fields(form);
    this.refused = new Map(); // name → the text that the server would not store
    this.waiting = new Map(); // name → a text of an earlier visit, until somebody decides
    this.status = new Status(form.querySelector("[data-save]"));
    this.saver = new Saver(this.status, this, form.form ?? form); // a fieldset is sent with its form
    this.#start();
    form.addEventListener("input", (event) => !event.isComposing && this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("compositionend", () => this.changed());
  }

  #start() {
    if (this.form.dataset.unsaved !== undefined) this.fields.forget();
    this.fields.wrong().forEach((name) => this.refused.set(name, this.fields.now(name)));
    if (this.ready()) this.saver.touch();
    this.#offerEarlier();
  }

  // --- what is there to do -------------------------------------------------
  ready() {
    return this.#sendable().length > 0;
  }

  unsaved() {
    return this.fields.changed().length;
  }

  wrong() {
    return this.form.querySelector('[aria-invalid="true"]');
  }

  #sendable() {
    const fresh = this.fields.changed().filter((name) => this.refused.get(name) !== this.fields.now(name));
    return this.fields.together(fresh);
  }

  changed() {
    this.#keep();
    if (this.ready()) this.saver.touch();
  }

  #keep() {
    const fields = Object.fromEntries(this.waiting);
    this.fields.changed().forEach((name) => (fields[name] = this.fields.values(name)));
    if (Object.keys(fields).length) writeDraft(this.key, { fields });
    else clearDraft(this.key);
  }

  // --- sending -------------------------------------------------------------
  async send() {
    const names = this.#sendable();
    const sent = new Map(names.map((name) => [name, this.fields.now(name)]));
    const answer = await postForm(this.url, this.#body(names));
    if (answer.kind === "ok") this.#took(sent, answer.data);
    return answer;
  }

  #body(names) {
    const body = new FormData();
    for (const name of names) {
      body.append("changed", name);
      this.fields.values(name).forEach((value) => body.append(name, value));
    }
    body.append("version", this.version.value);
    body.append("autosave", "1");
    return body;
  }

  #took(sent, { version, errors = {}, hints = {}, totals = {}, values = {} }) {
    this.version.value = version;
    for (const [name, text] of sent) {
      const sentences = errors[name];
      if (sentences) this.refused.set(name, text);
      else this.refused.delete(name);
      if (!sentences) this.fields.settle(name, text);
      this.fields.note(name, "error", sentences || []);
    }
    this.fields.names.forEach((name) => this.fields.note(name, "hint", hints[name] || []));
    Object.entries(values).forEach(([name, value]) => this.#follow(name, value, sent.get(name)));
    for (const [id, text] of Object.entries(totals)) {
      document.querySelectorAll(`[data-total="${CSS.escape(id)}"]`).forEach((node) => (node.textContent = text));
    }
    this.#keep();
  }

  // What the server has stored in a box that follows from others, unless somebody is typing there.
  #follow(name, value, sent) {
    const untouched = sent === undefined ? !this.fields.isChanged(name) : this.fields.now(name) === sent;
    if (untouched && document.activeElement?.name !== name) this.fields.take(name, value);
  }

  // --- two texts -----------------------------------------------------------
  conflict({ who, when, version, fields, current = {} }, resume) {
    for (const [name, value] of Object.entries(current)) {
      if (!this.fields.isChanged(name)) this.fields.take(name, value);
    }
    const open = Object.entries(fields).filter(([name, both]) => {
      const same = sameText(this.fields.values(name), both.theirs);
      if (same) this.fields.take(name, both.theirs);
      return !same;
    });
    const finish = () => {
      this.version.value = version;
      this.#keep();
      resume();
    };
    if (!open.length) return finish();
    showBoth(this.status.place, {
      title: `有${open.length}处与他人的修改不同`,
      lead: `${who}已于${when}保存过这里。请逐项选择；选定之前两份内容都不会丢失。`,
      items: open.map(([name, both]) => ({
        name,
        label: both.label,
        mine: both.mine_text ?? this.fields.spoken(name),
        theirs: both.theirs_text ?? both.theirs,
      })),
      words: COLLEAGUE,
      pick: (name, side) => side === "theirs" && this.fields.take(name, fields[name].theirs),
      done: finish,
    });
  }

  #offerEarlier() {
    const earlier = readDraft(this.key);
    for (const [name, values] of Object.entries(earlier?.fields || {})) {
      if (this.fields.names.includes(name) && !sameText(values, this.fields.values(name))) this.waiting.set(name, values);
    }
    if (!this.waiting.size) return this.#keep();
    showBoth(this.status.place, {
      title: `上次有${this.waiting.size}处内容没有保存到服务器`,
      lead: `这些内容于${moment(earlier.at)}留在本机。请逐项选择，选定之前不会改动页面。`,
      items: [...this.waiting].map(([name, values]) => ({
        name,
        label: this.fields.label(name),
        mine: this.fields.spoken(name, values),
        theirs: this.fields.spoken(name),
      })),
      words: RECOVERED,
      pick: (name, side) => this.#decide(name, side),
      done: () => this.changed(),
    });
  }

  #decide(name, side) {
    if (side === "mine") this.fields.set(name, this.waiting.get(name));
    this.waiting.delete(name);
  }
}

// Where the server has already put both texts into the form, the form itself asks; it is sent as a whole.
const isAsking = (form) => form.querySelector('section.conflict [name^="keep-"]');
const asked = (form) => hold({ form, blocked: "", unsaved: () => 1, settle: async () => {} });

document.querySelectorAll("[data-autosave]").forEach((form) => (isAsking(form) ? asked(form) : new FormWork(form)));
