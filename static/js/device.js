// The page of what this browser keeps: sheets that open without a network, and what the server has not taken.
import { button, el } from "./lib/dom.js";
import { moment } from "./lib/draft.js";
import { openOutbox } from "./lib/outbox.js";
import { spoken } from "./lib/status.js";

const WHY = { unfinished: "未填完", refused: "未被接收", conflict: "与他人的分值不同，请打开评分表选择", closed: "未被接收" };
const HEAD = ["评分表", "评分项", "所评", "理由和备注", "情况"];

class Device {
  constructor(root, box) {
    Object.assign(this, { root, box });
    box.on(() => this.show());
    this.show();
  }

  async show() {
    const sheets = await this.box.store.all("sheets");
    const unsent = (await this.box.entries()).filter(({ waiting }) => waiting);
    this.root.replaceChildren(...this.#sheets(sheets), ...(unsent.length ? this.#unsent(unsent) : []));
  }

  #sheets(sheets) {
    if (!sheets.length) return [el("p", {}, "本机没有保存评分表。联网打开一次评分表后，没有网络也能继续计分。")];
    const items = sheets.map(({ title, start, kept }) => el("li", {}, el("a", { href: start }, title), ` 保存于${moment(kept)}`));
    return [el("h2", {}, "本机保存的评分表"), el("ul", {}, ...items)];
  }

  #unsent(entries) {
    const rows = entries.map((entry) => {
      const [title, label, ...more] = cells(entry);
      return el("tr", {}, ...[title, el("a", { href: entry.page }, label), ...more].map((content) => el("td", {}, content)));
    });
    const head = el("thead", {}, el("tr", {}, ...HEAD.map((text) => el("th", { scope: "col" }, text))));
    const table = el("table", { class: "data" }, el("caption", {}, `${spoken(entries)}。`), head, el("tbody", {}, ...rows));
    const copy = button("复制", () => navigator.clipboard?.writeText(asText(entries)).then(() => this.#say("已复制，可以粘贴到WPS或Excel。")));
    const actions = [button("现在发送", () => this.#send(), "btn btn-primary btn-sm"), copy, button("打印", () => window.print())];
    if (entries.some(({ held }) => held)) actions.push(button("未被接收的不再保留", (event) => this.#discard(event.target, entries)));
    this.place = el("p", { role: "status" });
    return [el("h2", {}, "尚未发送的内容"), el("div", { class: "table-box" }, table), el("div", { class: "form-actions" }, ...actions), this.place];
  }

  // What was closed is tried once more: the sheet may have been opened again.
  async #send() {
    for (const entry of await this.box.entries()) if (entry.held === "closed") await this.box.release(entry);
    const { left, stopped } = await this.box.sendAll();
    await this.show();
    if (stopped === "login") this.#say("登录已过期，请登录后再发送。");
    else if (left.length) this.#say(stopped === "failed" ? "现在没有网络，联网后自动发送。" : "有内容未被接收，请看“情况”一栏。");
  }

  // Asked twice: the second press is the confirmation.
  async #discard(pressed, entries) {
    if (!pressed.dataset.sure) {
      pressed.dataset.sure = "1";
      pressed.textContent = "确定从本机删除，不能恢复";
      return;
    }
    for (const entry of entries.filter(({ held }) => held)) await this.box.remove(entry);
  }

  #say(sentence) {
    if (this.place) this.place.textContent = sentence;
  }
}

function cells({ kind, title, label, mark, body = {}, held, message }) {
  const given = kind === "photo" ? "现场照片" : `${mark ?? "—"}分${inputs(body.inputs)}`;
  const words = [body.reason && `理由：${body.reason}`, body.remark && `备注：${body.remark}`].filter(Boolean).join("；");
  return [title, label, given, words, message || WHY[held] || "未发送"];
}

function inputs(given = {}) {
  const words = Object.values(given).flat().map((one) => (typeof one === "object" ? Object.values(one ?? {}).filter((part) => typeof part !== "object").join(" ") : String(one)));
  return words.length ? `（${words.join("、")}）` : "";
}

const asText = (entries) => [HEAD, ...entries.map(cells)].map((row) => row.join("\t")).join("\n");

// Without a network the page is nobody's: it is for the person whose sheets are kept here.
async function whose() {
  const names = window.caches ? await caches.keys() : [];
  const pages = names.find((name) => name.startsWith("pages:"));
  return document.body.dataset.user || pages?.split(":")[1];
}

const root = document.querySelector("[data-device]");
const user = await whose();
// Shown in the place of another page, it says why, and knows no time.
if (location.pathname !== document.body.dataset.deviceUrl) {
  document.querySelector("[data-no-network]").hidden = false;
  document.querySelector("[data-server-time]").parentNode.hidden = true;
}
if (user) new Device(root, await openOutbox(user));
else root.append(el("p", {}, "本机没有保存评分表。"));
