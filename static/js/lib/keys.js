// The desk by the keyboard alone: from leaf to leaf, and which level a digit chooses.
//
// desk is {root, leaves, undo(), sendNow(leaf), leave(address), say(sentence)}.
export class Keys {
  constructor(desk) {
    this.desk = desk;
    this.byNode = new Map(desk.leaves.map((leaf) => [leaf.node, leaf]));
    desk.root.addEventListener("keydown", (event) => this.#key(event));
    desk.root.addEventListener("focusin", (event) => (this.last = this.leafOf(event.target) || this.last));
  }

  leafOf(node) {
    return this.byNode.get(node.closest?.("[data-leaf]"));
  }

  go(leaf) {
    if (!leaf) return;
    leaf.node.scrollIntoView({ block: "nearest" });
    const control = focusable(leaf);
    control?.focus();
    if (control?.type === "text") control.select(); // what is typed replaces what stands there
  }

  // An address that ends in «#leaf-1.3» leads to that leaf, ready to be marked; the browser itself
  // goes there when all is loaded, and takes the focus away again. Whoever works somewhere by then stays there.
  arrive() {
    const id = decodeURIComponent(location.hash.slice(1));
    const leaf = this.desk.leaves.find((one) => id && one.node.id === id);
    if (!leaf) return;
    const go = () => requestAnimationFrame(() => this.last || this.go(leaf));
    if (document.readyState === "complete") go();
    else window.addEventListener("load", go, { once: true });
  }

  // To the next leaf without a mark; beyond this page the link of «下一未评项» knows the way.
  further(control) {
    const { leaves } = this.desk;
    const start = leaves.indexOf(this.last) + 1;
    const order = [...leaves.slice(start), ...leaves.slice(0, start)];
    const blank = order.find((one) => one.node.dataset.filled !== "1" && one !== this.last);
    if (!blank) return control?.href ? this.desk.leave(control.href) : this.desk.say("本页没有未评项。");
    blank.node.hidden = false;
    this.go(blank);
  }

  #beside(leaf, step) {
    const shown = this.desk.leaves.filter((one) => !one.node.hidden);
    return shown[shown.indexOf(leaf) + step];
  }

  #key(event) {
    const leaf = this.leafOf(event.target);
    const deed = leaf && !event.isComposing && this.#deed(event, leaf);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  #deed({ key, target, altKey, ctrlKey, metaKey }, leaf) {
    const inText = target.tagName === "TEXTAREA" || (target.tagName === "INPUT" && !/^(radio|checkbox)$/.test(target.type));
    const isControl = ctrlKey || metaKey;
    if (altKey && key === "ArrowDown") return () => this.further(this.desk.root.querySelector('[data-do="next"]'));
    if (altKey && key === "Enter") return () => leaf.node.querySelector('[data-do="add-line"]')?.click();
    if (isControl && key === "z" && !inText) return () => this.desk.undo();
    if (isControl && key === "Enter") return () => this.#on(leaf);
    if (altKey || isControl || target.type === "file") return null;
    if (key === "Enter" && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return adds(target) ? null : () => this.#on(leaf);
    if (key === "ArrowUp" || key === "ArrowDown") return staysIn(target, key) ? null : () => this.go(this.#beside(leaf, key === "ArrowUp" ? -1 : 1));
    return /^\d$/.test(key) && !inText && target.tagName !== "SELECT" ? this.#level(leaf, target, key) : null;
  }

  // Enter: what stands here goes to the server now, and work goes on with what is still open here, then with the next leaf.
  #on(leaf) {
    const open = leaf.isUnfinished() && leaf.open().find((control) => control.name !== document.activeElement.name && isUsable(control));
    if (open) return open.focus();
    this.desk.sendNow(leaf);
    const next = this.#beside(leaf, 1);
    if (next) this.go(next);
    else document.querySelector("[data-next-part]")?.focus();
  }

  // The digit of a group counts in its group, else in the whole leaf.
  #level(leaf, target, digit) {
    const group = target.closest("[data-digits]");
    const labels = [...(group?.querySelectorAll("label") || []), ...leaf.all("label")];
    const input = labels.find((label) => label.querySelector("kbd")?.textContent.trim() === digit)?.querySelector("input");
    if (!input || input.disabled) return null;
    return () => {
      input.focus();
      input.click();
    };
  }
}

// Enter makes a further line of a text, and of a list of names unless the last line is empty or only their number.
function adds({ tagName, dataset, value }) {
  if (tagName !== "TEXTAREA") return false;
  return dataset.lines === undefined || !/(^|\n)\s*$|^\s*\d+\s*$/.test(value);
}

// Arrows move in a text of several lines and choose in a list; from its first and last line they lead on.
function staysIn({ tagName, dataset, value, selectionStart }, key) {
  if (tagName === "SELECT") return true;
  if (tagName !== "TEXTAREA") return false;
  const beyond = key === "ArrowUp" ? value.slice(0, selectionStart) : value.slice(selectionStart);
  return dataset.lines === undefined || beyond.includes("\n");
}

// Where a leaf is entered: what is chosen, else the first control that can be reached.
export function focusable(leaf) {
  const usable = (selector) => leaf.all(selector).filter(isUsable);
  const controls = usable("input:not([type=file]), textarea, select");
  return controls.find((control) => control.checked) || controls[0] || usable("button")[0];
}

const isUsable = (control) => !control.disabled && control.offsetParent !== null && !control.closest("details:not([open])");
