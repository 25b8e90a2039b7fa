// Evidence beside the desk: a file at its page, what the sheet makes of it, and the unit's own list (docs/frontend.md §12).
import { COLLEAGUE, showBoth } from "./lib/conflict.js";
import { getJSON, loginAddress, postForm } from "./lib/net.js";
import { el } from "./lib/dom.js";

const OFFLINE = "离线时不能打开文件，联网后再看。";
const WORDS = {
  failed: "服务器没有响应，请稍后重试。",
  login: "登录已过期，请在新窗口登录后回到这里重试。",
  refused: "没有保存，请核对后重试。",
  closed: "现在不能修改。",
  forbidden: "这份佐证已删除，或者您没有查看的权限，请刷新页面。",
};

class Panel {
  constructor(root) {
    this.root = root;
    this.desk = root.closest("[data-desk]");
    for (const part of ["title", "body", "status", "problem", "conflict"]) this[part] = root.querySelector(`[data-evidence-${part}]`);
    this.desk.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("submit", (event) => this.#submitted(event));
    root.addEventListener("change", (event) => this.#changed(event));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  // --- opening and closing ---------------------------------------------------
  #clicked(event) {
    const link = event.target.closest("[data-evidence], [data-evidence-edit], [data-evidence-go]");
    if (event.target.closest("[data-evidence-close]")) return this.close();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
    event.preventDefault();
    return this.open(link);
  }

  async open(link) {
    const list = link.closest("[data-evidence-of]");
    if (list) this.from = { id: link.dataset.evidence, number: list.dataset.evidenceOf };
    this.#clear();
    this.#show(list?.closest("[data-leaf]"));
    this.status.textContent = "正在打开…";
    const address = (this.address = link.href);
    const { kind, data } = await getJSON(address);
    if (this.address !== address) return; // another one was opened meanwhile
    this.status.textContent = "";
    if (kind !== "ok") return this.#complain(kind, data);
    this.#took(data);
    this.title.focus();
  }

  // The page is set anew when the panel comes: the leaf stays in sight beside it.
  #show(leaf) {
    const block = this.root.hidden ? "start" : "nearest";
    this.root.hidden = false;
    this.desk.dataset.evidenceOpen = "1";
    leaf?.scrollIntoView({ block });
  }

  #clear() {
    this.title.textContent = "佐证";
    this.#hush();
    this.body.replaceChildren();
  }

  close() {
    if (this.root.hidden) return;
    if (this.root.contains(document.activeElement)) document.activeElement.blur(); // saves a remark just typed
    this.root.hidden = true;
    this.address = null;
    delete this.desk.dataset.evidenceOpen;
    this.#clear();
    this.#origin()?.focus();
  }

  // The list may have been drawn anew since; its links are known by their key.
  #origin() {
    const list = this.from && this.#list(this.from.number);
    return list?.querySelector(this.from.id ? `[data-evidence="${this.from.id}"]` : "[data-evidence-edit]");
  }

  #list(number) {
    return this.desk.querySelector(`[data-evidence-of="${CSS.escape(number)}"]`);
  }

  // --- keys: Alt+Z opens the evidence of the leaf, one after another ------------
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.root.hidden) this.close();
    if (!event.altKey || event.code !== "KeyZ") return;
    const link = this.#next(document.activeElement.closest("[data-leaf]"));
    if (!link) return;
    event.preventDefault();
    this.open(link);
  }

  #next(leaf) {
    const links = leaf ? [...leaf.querySelectorAll("[data-evidence]")] : this.#siblings();
    const here = this.root.hidden ? -1 : links.findIndex((link) => link.href === this.address);
    if (here >= 0) return links[(here + 1) % links.length];
    return links.find((link) => link.dataset.state === "unopened") || links[0];
  }

  #siblings() {
    return this.from ? [...this.#list(this.from.number).querySelectorAll("[data-evidence]")] : [];
  }

  // --- saving --------------------------------------------------------------------
  #submitted(event) {
    event.preventDefault();
    this.#send(event.target, event.submitter);
  }

  // 采信 needs no words and is saved at once; the others as soon as there is a remark.
  #changed(event) {
    const form = event.target.closest("[data-evidence-verdict]");
    if (!form) return;
    const remark = form.elements.remark;
    const wordless = ["accepted", ""].includes(form.elements.verdict.value);
    if (wordless || remark.value.trim()) form.requestSubmit();
    else if (event.target !== remark) remark.focus();
  }

  async #send(form, submitter) {
    if (this.busy) return void (this.again = form);
    this.busy = true;
    this.#hush();
    this.status.textContent = "正在保存…";
    const { kind, data } = await postForm(form.action, new FormData(form, submitter));
    this.busy = false;
    this.status.textContent = "";
    if (!form.isConnected) return kind === "ok" && this.#beside(data); // closed meanwhile
    if (kind === "ok") this.#saved(form, data);
    else if (kind === "conflict") this.#both(form, data.conflict);
    else this.#complain(kind, data, form);
    const again = this.again;
    this.again = null;
    if (again?.isConnected && kind === "ok") again.requestSubmit();
  }

  #saved(form, data) {
    this.#took(data);
    if (data.version === undefined) return this.title.focus();
    form.elements.version.value = data.version;
    this.status.textContent = `已保存 ${data.saved_at}`;
  }

  #took({ title, panel, ...beside }) {
    if (title) this.title.textContent = title;
    if (panel) this.body.replaceChildren(markup(panel));
    this.#beside(beside);
  }

  // What the desk says of the leaf's evidence, and how much nobody has opened.
  #beside({ number, list, unopened }) {
    this.#list(number)?.replaceWith(markup(list));
    const leaf = this.#list(number)?.closest("[data-leaf]");
    if (leaf) flag(leaf, this.#list(number).querySelector("[data-unproved]") !== null);
    if (unopened !== undefined) this.desk.querySelectorAll("[data-unopened]").forEach((node) => (node.textContent = unopened));
  }

  #both(form, { who, version, fields }) {
    const items = Object.entries(fields).map(([name, sides]) => ({ name, ...sides }));
    const controls = { verdict: form.elements.verdict, remark: form.elements.remark };
    showBoth(this.conflict, {
      title: "他人已先填写采信情况",
      lead: `${who}已先保存，请对照后选择采用哪一个。`,
      items,
      words: COLLEAGUE,
      pick: (name, side) => side === "theirs" && put(controls[name], fields[name].theirs),
      done: () => {
        form.elements.version.value = version;
        form.requestSubmit();
      },
    });
  }

  #hush() {
    this.problem.replaceChildren();
    this.conflict.replaceChildren();
    this.status.textContent = "";
  }

  #complain(kind, data, form) {
    const away = kind === "failed" && !navigator.onLine;
    this.problem.textContent = data.message || (away ? OFFLINE : WORDS[kind] || WORDS.failed);
    if (kind === "login") this.problem.append(el("a", { href: loginAddress(data), target: "_blank", rel: "noopener" }, "登录（新窗口）"));
    if (data.need) form?.elements[data.need].focus();
  }
}

// What the server has rendered, as nodes: only our own templates come this way.
function markup(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// The filter «无佐证» goes by it.
function flag(leaf, isBare) {
  const flags = new Set((leaf.dataset.flags || "").split(" ").filter(Boolean));
  if (isBare) flags.add("evidence");
  else flags.delete("evidence");
  leaf.dataset.flags = [...flags].join(" ");
}

// A group of radios is chosen by its word.
function put(control, text) {
  if (!(control instanceof RadioNodeList)) return void (control.value = text);
  for (const radio of control) radio.checked = radio.labels[0].textContent.trim() === text;
}

document.querySelectorAll("[data-evidence-panel]").forEach((root) => new Panel(root));
