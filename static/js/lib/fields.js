// The values of a form by name: what the server has, what stands on the page.
import { printed } from "./dom.js";

const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);

export class Fields {
  constructor(form) {
    this.form = form;
    this.names = [...new Set([...form.elements].filter(isField).map((control) => control.name))];
    // What differs from the markup was typed before this script came: it is not on the server yet.
    this.stored = new Map(this.names.map((name) => [name, JSON.stringify(this.printed(name))]));
  }

  // The values that the server has written into the page.
  printed(name) {
    return this.controls(name).flatMap((control) => {
      if (control.type === "select-multiple") return [...control.options].filter((option) => option.defaultSelected).map((option) => option.value);
      if (control.type === "checkbox" || control.type === "radio") return control.defaultChecked ? [control.value] : [];
      return [printed(control)];
    });
  }

  controls(name) {
    return [...this.form.elements].filter((control) => control.name === name && isField(control));
  }

  values(name) {
    return this.controls(name).flatMap((control) => {
      if (control.type === "select-multiple") return [...control.selectedOptions].map((option) => option.value);
      if (control.type === "checkbox" || control.type === "radio") return control.checked ? [control.value] : [];
      return [control.value];
    });
  }

  now(name) {
    return JSON.stringify(this.values(name));
  }

  isChanged(name) {
    return this.stored.get(name) !== this.now(name);
  }

  changed() {
    return this.names.filter((name) => this.isChanged(name));
  }

  // Those names, with the boxes that the server reads together with them.
  together(names) {
    const group = (name) => this.controls(name)[0].dataset.together;
    const groups = new Set(names.map(group).filter(Boolean));
    return this.names.filter((name) => names.includes(name) || groups.has(group(name)));
  }

  // Nothing on this page is known to be on the server.
  forget() {
    this.names.forEach((name) => this.stored.set(name, null));
  }

  wrong() {
    return this.names.filter((name) => this.controls(name).some((control) => control.getAttribute("aria-invalid") === "true"));
  }

  settle(name, text) {
    this.stored.set(name, text);
  }

  set(name, value) {
    const values = [value ?? ""].flat().map(String);
    for (const control of this.controls(name)) {
      if (control.type === "select-multiple") [...control.options].forEach((option) => (option.selected = values.includes(option.value)));
      else if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
    this.controls(name)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Show what the server has, and know that it has it.
  take(name, value) {
    if (!this.names.includes(name)) return;
    this.set(name, value);
    this.settle(name, this.now(name));
  }

  // The words that stand for a value: the label of an option, the text of a box.
  spoken(name, values = this.values(name)) {
    return values
      .map((value) => {
        const control = this.controls(name).find((one) => one.value === value && one.labels?.length);
        if (control && (control.type === "radio" || control.type === "checkbox")) return control.labels[0].textContent.trim();
        const option = [...this.form.querySelectorAll(`select[name="${CSS.escape(name)}"] option`)].find((one) => one.value === value);
        return option ? option.textContent.trim() : value;
      })
      .join("、");
  }

  label(name) {
    const control = this.controls(name)[0];
    const words = control.closest(".field")?.querySelector(".field-label") || control.labels?.[0];
    return words ? words.firstChild.textContent.trim() : name;
  }

  // The sentences under a field; kind is "error" or "hint".
  note(name, kind, sentences) {
    const control = this.controls(name)[0];
    const field = control?.closest(".field");
    const place = field?.querySelector(`.field-${kind}`);
    if (!place) return;
    place.textContent = [sentences].flat().join(" ");
    place.hidden = !place.textContent;
    if (kind !== "error") return;
    field.classList.toggle("field-wrong", !place.hidden);
    this.controls(name).forEach((one) => (place.hidden ? one.removeAttribute("aria-invalid") : one.setAttribute("aria-invalid", "true")));
  }
}

function isField(control) {
  if (!control.name || SKIPPED.has(control.name) || control.dataset.noSave !== undefined) return false;
  return !["submit", "button", "reset", "image", "file", "fieldset"].includes(control.type);
}
