// The panel of 形式审查: asked for anew a moment after each save, never twice at once (docs/frontend.md §4).
import { getJSON } from "./lib/net.js";

const PAUSE = 600;

class Findings {
  constructor(root) {
    this.root = root;
    for (const part of ["body", "stop", "remind", "said"]) this[part] = root.querySelector(`[data-findings-${part}]`);
    document.addEventListener("portal:saved", () => this.soon());
    root.addEventListener("click", (event) => this.#clicked(event));
    if (document.body.dataset.kept === undefined) this.ask(); // the number of the whole is not in the page
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    if (this.running) return void (this.again = true);
    this.running = true;
    const { kind, data } = await getJSON(this.root.dataset.findings);
    this.running = false;
    if (kind === "ok") this.#show(data);
    if (!this.again) return;
    this.again = false;
    this.soon();
  }

  #show({ panel, stopping, reminding, total }) {
    const before = `${this.stop.textContent} ${this.remind.textContent}`;
    this.stop.textContent = stopping;
    this.remind.textContent = reminding;
    const whole = `阻断${total.stopping}项，提醒${total.reminding}项`;
    document.querySelectorAll("[data-findings-total]").forEach((place) => (place.textContent = whole));
    this.#draw(panel);
    if (before !== `${stopping} ${reminding}`) this.said.textContent = `形式审查：本部分阻断${stopping}项，提醒${reminding}项。`;
  }

  // Whoever stands on a line of the list stays on it.
  #draw(html) {
    if (this.html === html) return;
    this.html = html;
    const here = this.body.contains(document.activeElement) && document.activeElement.href;
    const template = document.createElement("template");
    template.innerHTML = html;
    this.body.replaceChildren(template.content);
    if (here) [...this.body.querySelectorAll("a")].find((link) => link.href === here)?.focus({ preventScroll: true });
  }

  // A place of this very page is gone to, and not loaded anew.
  #clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.pathname !== location.pathname || !link.hash) return;
    const place = placeOf(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center" });
    (place.matches(BOX) ? place : place.querySelector(BOX))?.focus({ preventScroll: true });
  }
}

const BOX = "input:not([type='hidden']), select, textarea";

// A row that was added since the page was loaded has a number, and no anchor.
function placeOf(name) {
  const row = /^row-(\d+)$/.exec(name);
  return document.getElementById(name) || (row && document.querySelector(`[data-id="${row[1]}"]`));
}

document.querySelectorAll("[data-findings]").forEach((root) => new Findings(root));
