// When to send: a second after the last key, one send at a time, again after a failure.
//
// work is {ready(): is there something to send, unsaved(): how much the server has not,
//          send(): Promise of an answer, conflict(data, resume), wrong(): first place to mend,
//          atRisk() (optional): how much would be lost with the page, again() (optional): what was closed is tried anew}.
import { hold } from "./leave.js";

const PAUSE = 1000;
const LONGEST = 10000;
const RETRIES = [3000, 6000, 12000, 30000];

export class Saver {
  constructor(status, work, form = null) {
    Object.assign(this, { status, work, form, blocked: "", running: null, failures: 0 });
    hold(this);
    window.addEventListener("online", () => this.blocked === "failed" && this.resume());
    window.addEventListener("focus", () => ["login", "failed"].includes(this.blocked) && this.resume());
    document.addEventListener("visibilitychange", () => document.hidden && !this.blocked && this.flush());
  }

  unsaved() {
    return this.work.unsaved();
  }

  atRisk() {
    return this.work.atRisk ? this.work.atRisk() : this.work.unsaved();
  }

  touch(pause = PAUSE) {
    if (this.blocked === "refused") this.blocked = ""; // what was refused has been changed
    if (this.blocked) return;
    this.status.changed();
    this.since = this.since || Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.min(pause, Math.max(0, this.since + LONGEST - Date.now())));
  }

  // Send what there is, once; typing during the send asks for the next.
  flush() {
    clearTimeout(this.timer);
    this.since = 0;
    if (!this.running) this.running = this.#once().finally(() => this.#after());
    return this.running;
  }

  async settle() {
    if (this.running) await this.running;
    while (!this.blocked && this.work.ready()) await this.flush();
  }

  resume() {
    if (this.blocked === "closed" || this.blocked === "forbidden") this.work.again?.();
    this.blocked = "";
    clearTimeout(this.retry);
    return this.work.ready() ? this.flush() : this.#after();
  }

  // Somebody wants to go on although saving is stopped: show why not.
  insist() {
    this.status.bar.scrollIntoView({ block: "center" });
  }

  async #once() {
    if (this.blocked || !this.work.ready()) return;
    this.status.saving();
    const { kind, data } = await this.work.send();
    if (kind === "ok") return this.#took(data);
    this.blocked = kind;
    if (kind === "conflict") {
      this.status.conflict();
      this.work.conflict(data.conflict || data, () => this.resume());
      return;
    }
    this.status.stopped(kind, data, () => this.resume());
    if (kind === "failed") {
      this.retry = setTimeout(() => this.resume(), RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
    }
  }

  #took(data) {
    this.failures = 0;
    this.savedAt = data.saved_at || this.savedAt;
    document.dispatchEvent(new CustomEvent("portal:saved"));
  }

  #after() {
    this.running = null;
    if (this.blocked) return;
    if (this.work.ready()) return this.touch(this.work.pause?.());
    this.status.saved(this.savedAt, this.work.unsaved(), () => this.work.wrong()?.focus());
  }
}
