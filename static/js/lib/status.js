// The line that says what the server has, and the loud bar for what it has not.
import { button, el } from "./dom.js";
import { loginAddress } from "./net.js";

const FAILED = "没有保存：网络不通或服务器没有响应。已填写的内容保留在本页和本机，请不要关闭页面。";
const LOGIN = "没有保存：登录已过期。已填写的内容保留在本页，请在新窗口登录后回到这里继续。";
const OTHER = "没有保存：本浏览器已换成另一个账号登录。请用原来的账号重新登录后回到这里继续。";
const UNSAFE = "本机没有存下：浏览器存储空间已满或被关闭。未发送的内容只在本页，请联网发送后再关闭页面。";
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

// The desk's line: what cannot be sent now is kept in this browser. unsent() lists the entries that wait.
export class DeskStatus extends Status {
  isSafe = true;

  constructor(root, unsent) {
    super(root);
    this.unsent = unsent;
  }

  stopped(kind, data, resume) {
    this.resume = resume;
    if (kind === "failed" && this.isSafe) return this.waiting();
    if (kind === "failed") return this.loud(kind, UNSAFE, button("重试", resume, "btn btn-sm"));
    super.stopped(kind, data, resume);
    if (this.isSafe) this.line.textContent = spoken(this.unsent());
  }

  waiting() {
    this.hush();
    this.show("waiting", spoken(this.unsent()));
    this.line.append("，联网后自动发送。", el("button", { type: "button", class: "link-button", onclick: this.resume }, "现在发送"));
  }

  // The disk is full or switched off: what is not sent lives only as long as the page.
  unsafe() {
    this.isSafe = false;
    this.loud("failed", UNSAFE);
  }
}

// «已存本机，未发送 3 项、照片 2 张»
export function spoken(entries) {
  const photos = entries.filter(({ kind }) => kind === "photo").length;
  const marks = entries.length - photos;
  const parts = [marks || !photos ? `${marks} 项` : "", photos ? `照片 ${photos} 张` : ""].filter(Boolean);
  return `已存本机，未发送 ${parts.join("、")}`;
}
