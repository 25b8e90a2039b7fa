// The line that says what the server has, and the loud bar for what it has not.
import { button, el } from "./dom.js";
import { loginAddress } from "./net.js";

const FAILED = "没有保存：网络不通或服务器没有响应。已填写的内容保留在本页和本机，请不要关闭页面。";
const LOGIN = "没有保存：登录已过期。已填写的内容保留在本页，请在新窗口登录后回到这里继续。";
const OTHER = "没有保存：本浏览器已换成另一个账号登录。请用原来的账号重新登录后回到这里继续。";
const CLOSED = "没有保存。已填写的内容仍在本页，可以复制留存。";

export class Status {
  constructor(root) {
    this.root = root;
    this.line = root.querySelector("[data-save-line]");
    this.bar = root.querySelector("[data-save-bar]");
    this.place = root.querySelector("[data-save-conflict]");
    this.at = "";
  }

  show(state, text) {
    this.root.dataset.state = state;
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  changed() {
    if (this.bar.hidden) this.show("changed", this.at ? `有修改，将自动保存（上次保存 ${this.at}）` : "有修改，将自动保存");
  }

  saving() {
    this.hush();
    this.show("saving", "正在保存…");
  }

  saved(at, unsaved, goThere) {
    this.at = at || this.at;
    this.hush();
    if (!unsaved) return this.at ? this.show("saved", `已保存 ${this.at}`) : this.show("", "");
    this.show("errors", `${this.at ? `其余内容已保存 ${this.at}，` : ""}有${unsaved}处未保存，`);
    this.line.append(el("button", { type: "button", class: "link-button", onclick: goThere }, "请按提示修改"));
  }

  hush() {
    this.bar.hidden = true;
    this.bar.replaceChildren();
  }

  // What stopped the saving, in words, with what can be done about it.
  stopped(kind, data, resume) {
    const again = button("重试", resume, "btn btn-sm");
    if (kind === "login") return this.loud(kind, data.other ? OTHER : LOGIN, link(data), button("已登录，继续保存", resume, "btn btn-sm"));
    if (kind === "failed") return this.loud(kind, FAILED, again);
    if (kind === "refused") return this.loud(kind, data.message || "没有保存：内容不符合要求，请核对后重试。", again);
    return this.loud(kind, `${data.message || "现在不能修改。"}${CLOSED}`, again);
  }

  conflict() {
    this.hush();
    this.show("conflict", "没有保存：有他人修改了同一处，请在下面选择。");
  }

  loud(state, text, ...actions) {
    this.show(state === "login" ? "login" : "failed", this.at ? `未保存（上次保存 ${this.at}）` : "未保存");
    this.bar.replaceChildren(el("span", {}, text), ...actions);
    this.bar.hidden = false;
  }
}

const link = (data) => el("a", { href: loginAddress(data), target: "_blank", rel: "noopener" }, "登录（新窗口）");
