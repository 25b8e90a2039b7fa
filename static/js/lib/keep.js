// Keeps the pages of one sheet in this browser, so that the service worker (js/worker.js) can open them
// without a network: only of a sheet that this person may mark, and has opened.
import { el } from "./dom.js";
import { moment } from "./draft.js";

const STALE = 20 * 60 * 1000;
const PAUSE = 1000; // the first mark goes before
const HTTPS = "离线使用需要 https，请联系管理员。";

// The store's cache of a sheet; the worker reads its version out of the name.
const pagesOf = (user, sheet, version) => `pages:${user}:${sheet}:${version}`;

// Out of a cache: what the server had when the page was kept.
export const isKeptPage = () => document.body.dataset.kept !== undefined;

export async function keepSheet(box, sheet) {
  const place = document.querySelector("[data-offline]");
  const { kept, user } = document.body.dataset;
  if (!place) return;
  if (kept) return say(place, `离线页面，保存于${moment(Number(kept))}。合计不含其他大项未发送的分值。`);
  if (!navigator.serviceWorker || !window.caches) return say(place, HTTPS);
  await new Promise((go) => setTimeout(go, PAUSE));
  try {
    await keepAll(box, place.dataset, user, sheet);
    say(place, "本评分表已可离线使用。");
  } catch {
    say(place, ""); // no space or no network now: the next opening tries again
  }
}

async function keepAll({ store }, { worker, start, parts, title }, user, sheet) {
  await installed(await navigator.serviceWorker.register(worker));
  const version = new URL(worker, location).searchParams.get("version");
  const [known] = (await store.all("sheets")).filter(({ key }) => key === sheet);
  const age = Date.now() - (known?.kept ?? 0);
  if (known?.version === version && age >= 0 && age < STALE) return;
  const pages = parts.trim().split(/\s+/).map((part) => `${start}${part}/`);
  const name = pagesOf(user, sheet, version);
  await keepPages(await caches.open(name), pages, start, user);
  await forget((cache) => cache.startsWith(pagesOf(user, sheet, "")) && cache !== name);
  await store.change("sheets", sheet, () => ({ title, start, version, kept: Date.now() }));
  navigator.storage?.persist?.();
}

async function keepPages(cache, pages, start, user) {
  for (const page of pages) {
    const response = await fetch(page, { credentials: "same-origin", redirect: "error" });
    const html = await response.text();
    const isMine = html.includes(`data-user="${user}"`) && html.includes('data-edit="1"');
    if (!response.ok || !isMine) throw new Error(`${page} is not to be kept`);
    const headers = new Headers();
    for (const name of ["Content-Type", "Content-Security-Policy"]) headers.set(name, response.headers.get(name) || "");
    await cache.put(page, new Response(html.replace("<body ", `<body data-kept="${Date.now()}" `), { headers }));
  }
  await cache.put(start, Response.redirect(pages[0]));
}

// The worker of this page's version has all its files, or there is none.
function installed({ installing, waiting, active }) {
  const worker = installing || waiting || active;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("not installed"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

export async function forget(isGone) {
  if (!window.caches) return;
  await Promise.all((await caches.keys()).filter(isGone).map((name) => caches.delete(name)));
}

function say(place, sentence) {
  place.replaceChildren(...(sentence ? [el("span", {}, sentence)] : []));
}
