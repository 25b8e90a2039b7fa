// The service worker: without a network it opens the desk pages that the page itself has kept (lib/keep.js),
// and else says so. It stores nothing but its own version of the files: SHELL is {version, static, page, files}.
const PATIENCE = 4000;
const MINE = `shell:${SHELL.version}`;
const opened = new Set(); // clients whose page came out of a cache: their files do too

self.addEventListener("install", (event) => {
  event.waitUntil(install().then(() => self.skipWaiting()));
});

async function install() {
  const files = SHELL.files.map((file) => new Request(file, { cache: "reload" }));
  const page = new Request(SHELL.page, { cache: "reload", credentials: "omit" }); // nobody's name on it
  await (await caches.open(MINE)).addAll([...files, page]);
}

self.addEventListener("activate", (event) => event.waitUntil(tidy()));

// An older version stays as long as a page that was made with it is kept: «pages:7:sheet-5:<version>».
async function tidy() {
  const names = await caches.keys();
  const needed = new Set([SHELL.version, ...names.filter((name) => name.startsWith("pages:")).map((name) => name.split(":")[3])]);
  const old = names.filter((name) => name.startsWith("shell:") && !needed.has(name.split(":")[1]));
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith(SHELL.static) || opened.has(event.clientId)) event.respondWith(file(event));
});

// The network first; where a copy is kept, not longer than one waits, and not for a server that is down.
async function page({ request, resultingClientId }) {
  const copy = await caches.match(request, { ignoreSearch: true });
  try {
    const answer = await (copy ? patiently(fetch(request)) : fetch(request));
    if (!copy || answer.status < 500) return answer;
  } catch {
    // no network: what is kept has to do
  }
  opened.add(resultingClientId);
  return copy || (await caches.open(MINE)).match(SHELL.page);
}

function patiently(answer) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
    answer.then(resolve, reject);
  });
}

async function file({ request, clientId }) {
  const kept = () => caches.match(request);
  if (opened.has(clientId)) return (await kept()) || fetch(request);
  try {
    const answer = await fetch(request);
    return answer.ok ? answer : (await kept()) || answer;
  } catch (problem) {
    const copy = await kept();
    if (copy) return copy;
    throw problem;
  }
}
