// On every page: the server's clock, one click for one deed, the end of the session, the height of what sticks.
import { button, el } from "./lib/dom.js";
import { getJSON, loginAddress } from "./lib/net.js";
import { keepTyped, offerTyped } from "./lib/typed.js";

// --- the server's clock ------------------------------------------------------
const clock = document.querySelector("[data-server-time]");
if (clock && document.body.dataset.kept) clock.parentNode.hidden = true; // a kept page knows no time
else if (clock) {
  const ahead = new Date(clock.dataset.serverTime) - Date.now();
  setInterval(() => {
    const now = new Date(Date.now() + ahead + 8 * 3600 * 1000); // Asia/Shanghai, whatever the machine is set to
    const [hour, minute] = [now.getUTCHours(), now.getUTCMinutes()].map((part) => String(part).padStart(2, "0"));
    clock.textContent = `${now.getUTCFullYear()}年${now.getUTCMonth() + 1}月${now.getUTCDate()}日 ${hour}:${minute}`;
  }, 10000);
}

// --- one click, one deed -----------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.once === undefined || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  keepTyped(form);
  const pressed = event.submitter || form.querySelector("button:not([type='button'])");
  setTimeout(() => {
    if (!pressed) return;
    pressed.dataset.label = pressed.textContent;
    pressed.textContent = "正在提交…";
    pressed.setAttribute("aria-disabled", "true");
  });
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-label]").forEach((pressed) => {
      pressed.textContent = pressed.dataset.label;
      pressed.removeAttribute("aria-disabled");
    });
  });
});

offerTyped();

// --- the end of the session --------------------------------------------------
const { session, sessionSeconds } = document.body.dataset;
const WARNING = 5 * 60;
let warning;
let bar;

function watch(seconds) {
  clearTimeout(warning);
  bar?.remove();
  warning = setTimeout(announce, Math.max(0, seconds - WARNING) * 1000);
}

function announce() {
  bar = el(
    "div",
    { class: "session-bar", role: "alert" },
    el("span", {}, "长时间没有操作，登录将在5分钟内过期。已保存的内容不受影响。"),
    button("继续使用", stay),
  );
  document.body.append(bar);
}

async function stay() {
  const { kind, data } = await getJSON(session);
  if (kind === "ok") return watch(data.seconds);
  bar.replaceChildren(
    el("span", {}, "登录已过期，请在新窗口登录后回到本页继续。"),
    el("a", { href: loginAddress(data), target: "_blank", rel: "noopener" }, "登录（新窗口）"),
  );
}

if (session && sessionSeconds) {
  watch(Number(sessionSeconds));
  document.addEventListener("portal:alive", () => watch(Number(sessionSeconds)));
}

// --- what this browser keeps for somebody who works without a network ---------
const { user } = document.body.dataset;
const device = () => import("./lib/device.js");
const keepsNothing = async () => (await indexedDB.databases?.())?.every(({ name }) => !name.startsWith("portal-"));

if (user && window.indexedDB) {
  keepsNothing().then(async (isEmpty) => isEmpty || (await device()).atHome(user));
  document.querySelector("form[data-logout]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (await keepsNothing()) form.submit();
    else (await device()).logOut(form, user);
  });
}

// --- what sticks must not cover what has the focus ---------------------------
const head = document.querySelector(".desk-head") || document.querySelector("[data-save]");
if (head) {
  const measure = () => document.documentElement.style.setProperty("--sticky", `${head.offsetHeight}px`);
  measure();
  document.querySelector(":target")?.scrollIntoView();
  new ResizeObserver(measure).observe(head);
}

// --- an error summary is read first ------------------------------------------
document.querySelector("[data-error-summary]")?.focus();
