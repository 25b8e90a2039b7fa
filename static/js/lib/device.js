// Whose data lies in this browser, and how it leaves it: sent, then cleared; another person never meets it.
import { button, el } from "./dom.js";
import { forget } from "./keep.js";
import { letGo } from "./leave.js";
import { getJSON } from "./net.js";
import { openOutbox } from "./outbox.js";
import { spoken } from "./status.js";
import { dropStore, openStore, people } from "./store.js";

const HERE = "仍未发送的内容可以保留在本机，仅您本人下次登录后可见并发送。";
const NO_NETWORK = "现在没有网络，不能退出登录，请联网后再退出。";

// On every page of somebody who is logged in: what waits is sent, what the person before left is put away.
export async function atHome(user) {
  await forget((name) => name.startsWith("pages:") && !name.startsWith(`pages:${user}:`));
  const known = (await people()) || [user];
  for (const other of known.filter((one) => one !== user)) await putAway(other);
  if (!known.includes(user) || document.querySelector("[data-desk], [data-device]")) return;
  const box = await openOutbox(user);
  const { left } = await box.sendAll();
  box.close();
  if (left.length) tell(spoken(left), el("a", { href: deviceAddress() }, "查看"));
}

// Log-out: send, clear, and only then go; whoever has something unsent is asked.
export async function logOut(form, user) {
  const isKnown = (await people())?.includes(user) ?? true;
  const box = isKnown && (await openOutbox(user));
  const { left } = box ? await box.sendAll() : { left: [] };
  if (box) box.close();
  if ((await getJSON(document.body.dataset.session)).kind === "failed") return tell(NO_NETWORK);
  if (!left.length) return go(form, user);
  const stay = button("留在本页", (event) => event.target.closest(".device-bar").remove());
  const leave = button("退出，未发送的保留在本机", () => go(form, user));
  tell(`${spoken(left)}。${HERE}`, el("a", { href: deviceAddress() }, "查看"), stay, leave);
}

async function go(form, user) {
  await forget((name) => name.startsWith(`pages:${user}:`));
  await putAway(user);
  letGo();
  form.submit();
}

// Nothing stays but what the server does not have.
async function putAway(user) {
  const store = await openStore(user);
  const entries = await store.all("entries");
  const done = entries.filter(({ waiting }) => !waiting);
  for (const { key } of done) await store.change("entries", key, () => null);
  for (const { key } of await store.all("sheets")) await store.change("sheets", key, () => null);
  store.close();
  if (done.length === entries.length) await dropStore(user);
}

const deviceAddress = () => document.body.dataset.deviceUrl;

function tell(sentence, ...actions) {
  document.querySelector(".device-bar")?.remove();
  document.body.append(el("div", { class: "session-bar device-bar", role: "alert" }, el("span", {}, sentence), ...actions));
}
