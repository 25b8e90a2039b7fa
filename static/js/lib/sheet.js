// The rows of a table of inputs: reading, adding, moving, numbering, totals, errors. Knows nothing of the server.
import { button, el, icon } from "./dom.js";
import { read, write } from "./money.js";

const now = (input) => input.value;

export class Sheet {
  constructor(table, tools) {
    this.table = table;
    this.tools = tools; // (row) => buttons
    this.template = table.closest("form").querySelector("template[data-row-template]");
    this.bodies = [...table.querySelectorAll("tbody[data-category]")];
    this.fields = this.#inputs(this.template.content).map((input) => input.dataset.field);
    this.last = 0;
    this.rows().forEach((row) => this.#equip(row));
    this.tidyUp();
  }

  // --- reading -------------------------------------------------------------
  rows(body = this.table) {
    return [...body.querySelectorAll("tr[data-row]")];
  }

  row(key) {
    return this.rows().find((row) => row.dataset.row === String(key));
  }

  input(row, field) {
    return row.querySelector(`[data-field="${field}"]`);
  }

  values(row, text = now) {
    return Object.fromEntries(this.#inputs(row).map((input) => [input.dataset.field, text(input)]));
  }

  category(row) {
    return row.closest("tbody").dataset.category;
  }

  isBlank(row, text = now) {
    return this.#inputs(row).every((input) => !text(input).trim());
  }

  // Every row that says something, in order; with `printed` what the server has said.
  all(text = now) {
    return this.rows()
      .filter((row) => !this.isBlank(row, text))
      .map((row) => ({ key: row.dataset.row, id: row.dataset.id ? Number(row.dataset.id) : null, category: this.category(row), ...this.values(row, text) }));
  }

  label(field) {
    return this.input(this.template.content, field).getAttribute("aria-label");
  }

  spoken(row) {
    return row ? this.fields.filter((field) => row[field]).map((field) => `${this.label(field)}：${row[field]}`).join("\n") : "";
  }

  #inputs(row) {
    return [...row.querySelectorAll("[data-field]")];
  }

  // --- writing -------------------------------------------------------------
  add(category, before = null, { key = null, id = null, ...values } = {}) {
    const body = this.bodies.find((one) => one.dataset.category === String(category)) || this.bodies[0];
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.#name(row, key || `n${Date.now()}${(this.last += 1)}`);
    if (id) row.dataset.id = id;
    body.insertBefore(row, before);
    const hidden = row.querySelector('[name$="-category"]');
    if (hidden) hidden.value = body.dataset.category;
    this.#equip(row);
    this.fill(row, values);
    return row;
  }

  fill(row, values) {
    this.#inputs(row).forEach((input) => input.dataset.field in values && (input.value = values[input.dataset.field] ?? ""));
  }

  // The server has given the row its number: posting the whole form must not add it twice.
  adopt(key, id) {
    const row = this.row(key);
    if (!row) return;
    row.dataset.id = id;
    this.#name(row, String(id));
  }

  #name(row, key) {
    const old = row.dataset.row;
    row.dataset.row = key;
    row.querySelectorAll("[name]").forEach((input) => {
      if (input.name === "row") input.value = key;
      else input.name = key + input.name.slice(old.length);
    });
  }

  replace(rows) {
    this.rows().forEach((row) => row.remove());
    rows.forEach(({ category, ...row }) => this.add(category, null, row));
    this.tidyUp();
  }

  move(row, step) {
    const near = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!near?.dataset.row || (step > 0 && this.isBlank(near))) return false;
    if (step < 0) near.before(row);
    else near.after(row);
    this.tidyUp();
    return true;
  }

  // One blank row ends each category; the others are numbered from 1.
  tidyUp() {
    for (const body of this.bodies) {
      const rows = this.rows(body);
      if (!rows.length || !this.isBlank(rows[rows.length - 1])) this.add(body.dataset.category);
      let number = 0;
      this.rows(body).forEach((row) => {
        row.classList.toggle("is-blank", this.isBlank(row));
        const place = row.querySelector("[data-number]");
        if (place) place.textContent = this.isBlank(row) ? "" : (number += 1);
      });
    }
    this.total();
  }

  #equip(row) {
    row.querySelector("[data-tools]")?.replaceChildren(...this.tools(row));
  }

  // --- totals and errors ---------------------------------------------------
  total() {
    const sums = { "": {} };
    for (const row of this.rows()) {
      const category = this.category(row);
      sums[category] = sums[category] || {};
      for (const input of this.#inputs(row)) {
        const { field, kind } = input.dataset;
        if (!kind || kind === "text") continue;
        const value = read(input.value, kind) || 0n;
        for (const sum of new Set([sums[category], sums[""]])) sum[field] = { kind, value: (sum[field]?.value || 0n) + value };
      }
    }
    const text = (sum) => sum && write(sum.value, sum.kind);
    this.showTotals(Object.fromEntries(Object.entries(sums).map(([category, row]) => [category, Object.fromEntries(Object.entries(row).map(([field, sum]) => [field, text(sum)]))])));
  }

  showTotals(totals) {
    for (const body of this.bodies) this.#put(body, "data-sum", totals[body.dataset.category]);
    this.#put(this.table.tFoot, "data-total", totals[""]);
  }

  #put(place, attribute, texts = {}) {
    place?.querySelectorAll(`[${attribute}]`).forEach((cell) => {
      const text = texts[cell.getAttribute(attribute)];
      if (text !== undefined) cell.textContent = text;
    });
  }

  wrong(errors) {
    this.table.querySelectorAll(".cell-error").forEach((note) => note.remove());
    this.table.querySelectorAll("[aria-invalid]").forEach((input) => {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      input.closest("td").classList.remove("cell-wrong");
    });
    for (const { row: key, field, message } of errors) {
      const row = this.row(key);
      const input = row && (this.input(row, field) || this.#inputs(row)[0]);
      if (!input) continue;
      const id = `error-${key}-${field}`;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", id);
      input.closest("td").classList.add("cell-wrong");
      input.closest("td").append(el("span", { class: "cell-error", id }, message));
    }
  }
}

export function tool(name, label, onclick) {
  const made = button("", onclick, "sheet-tool");
  made.append(icon(name));
  made.setAttribute("aria-label", label);
  made.title = label;
  return made;
}
