// Looks at a file before it is sent, shows how far it has gone (docs/frontend.md §8).
import { el } from "./lib/dom.js";
import { loginAddress } from "./lib/net.js";

function problem(form, file) {
  const kinds = (form.dataset.kinds || "").toLowerCase().split(/\s+/).filter(Boolean);
  const limit = Number(form.dataset.maxBytes) || Infinity;
  if (!file) return "请先选择文件。";
  if (!file.size) return `“${file.name}”是空文件，请重新选择。`;
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) {
    return `不能上传“${file.name}”，只接受${kinds.map((kind) => kind.slice(1).toUpperCase()).join("、")}文件，请转换格式后再上传。`;
  }
  if (file.size > limit) return `“${file.name}”有${size(file.size)}，超过${size(limit)}的上限，请压缩或分成几个文件后再上传。`;
  return "";
}

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)}KB` : `${(bytes / 1048576).toFixed(bytes % 1048576 ? 1 : 0)}MB`);

class Upload {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type="file"]');
    this.note = el("p", { class: "field-error", role: "alert", hidden: true });
    this.bar = el("progress", { class: "upload-bar", max: "100", value: "0", "aria-label": "上传进度", hidden: true });
    this.line = el("p", { class: "quiet", role: "status" });
    form.append(this.note, this.bar, this.line);
    this.input.addEventListener("change", () => this.say(this.input.files.length ? this.check() : ""));
    form.addEventListener("submit", (event) => this.submit(event));
  }

  check() {
    return [...this.input.files].map((file) => problem(this.form, file)).find(Boolean) || "";
  }

  say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = !sentence;
    this.input.toggleAttribute("aria-invalid", Boolean(sentence));
  }

  submit(event) {
    event.preventDefault();
    const sentence = this.input.files.length ? this.check() : "请先选择文件。";
    this.say(sentence);
    if (sentence || this.busy) return this.input.focus();
    this.send();
  }

  send() {
    this.busy = true;
    this.bar.hidden = false;
    this.line.textContent = "正在上传，请不要关闭页面。";
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) this.bar.value = (100 * event.loaded) / event.total;
      if (event.loaded === event.total) this.line.textContent = "已传完，正在检查文件…";
    });
    request.addEventListener("load", () => this.took(request));
    request.addEventListener("error", () => this.over("没有上传成功：网络不通，请检查后重试。"));
    request.send(new FormData(this.form));
  }

  took(request) {
    const data = read(request);
    if (request.status === 200 && data.location) return location.assign(data.location);
    if (data.login) return this.over("登录已过期，请在新窗口登录后回到这里重试。", el("a", { href: loginAddress(data), target: "_blank", rel: "noopener" }, "登录（新窗口）"));
    if (request.status === 413 && !data.message) return this.over("文件超过服务器的上限，请压缩后再上传。");
    this.over(data.message || "没有上传成功：服务器没有接受，请刷新本页后重试。");
  }

  over(sentence, ...more) {
    this.busy = false;
    this.bar.hidden = true;
    this.line.textContent = "";
    this.say(sentence);
    this.note.append(...more);
  }
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

document.querySelectorAll("form[data-upload]").forEach((form) => new Upload(form));
