// What one person has entered and the server may not have yet: marks and photos, sent one after another,
// by one tab at a time, also days later and from another page than the one where they were entered.
//
// An entry: {key, order, kind: "mark"|"photo", sheet, number, url, title, label, page, waiting, held, message, token, tried, unanswered}.
// `order` says who is sent first, `token` names what is entered now; `tried` that its send has no answer (yet), and
// `unanswered` are tokens of before of which the same is true: if the server's mark bears one of them, it is mine.
// `held` says why it waits for a person: unfinished, refused, conflict or closed.
//
// A mark adds {version, state, body, origin}, a photo {blob, thumb, name, deed: "store"|"remove"} (lib/photos.js).
import { postForm, postJSON } from "./net.js";
import { inMemory, nameOf, openStore } from "./store.js";

const UPLOAD_PATIENCE = 120000;
const MOST_TOKENS = 20; // the server reads no more

export async function openOutbox(user = document.body.dataset.user) {
  return new Outbox(nameOf(user), await openStore(user));
}

class Outbox {
  constructor(name, store) {
    Object.assign(this, { name, store, listeners: [] });
    this.channel = window.BroadcastChannel && new BroadcastChannel(name);
    this.channel?.addEventListener("message", ({ data }) => this.#hear({ ...data, elsewhere: true }));
  }

  // News: {what: "entered"|"answered"|"learned"|"released"|"removed", entry, answer, elsewhere: from another tab}.
  on(listener) {
    this.listeners.push(listener);
  }

  entries() {
    return this.store.all("entries");
  }

  // Keep what is entered now, until the server has it: in the page alone when the disk does not take it.
  async enter(key, entered) {
    const entry = await this.#change(key, (old, order) => fresh(old, entered, order));
    this.#tell({ what: "entered", entry });
    return entry;
  }

  // Whatever waited for a person is tried again.
  async release(entry) {
    const again = await this.#change(entry.key, (old, order) => old && { ...old, order, held: "" });
    if (again) this.#tell({ what: "released", entry: again });
  }

  // The server has something else than what was entered here: another's mark that was taken, 1.6 after 1.1.
  async learn(key, known) {
    const entry = await this.#change(key, (old) => old && { ...old, ...known });
    if (entry) this.#tell({ what: "learned", entry });
  }

  async remove(entry) {
    await this.#change(entry.key, () => null);
    this.#tell({ what: "removed", entry });
  }

  // Send the first that waits and answer {kind, data, entry}; null when nothing waits.
  send() {
    return alone(this.name, () => this.#sendFirst());
  }

  // All that waits; how many are left, with what stopped it.
  async sendAll() {
    let answer = await this.send();
    while (answer && answer.kind !== "failed" && answer.kind !== "login") answer = await this.send();
    const left = (await this.entries()).filter(({ waiting }) => waiting);
    return { left, stopped: answer?.kind || "" };
  }

  async #sendFirst() {
    const first = (await this.entries()).find(isReady);
    if (!first) return null;
    const sent = await this.#change(first.key, (now) => now && { ...now, tried: true });
    if (!sent) return { kind: "ok", data: {}, entry: first }; // taken back meanwhile
    const answer = await post(sent);
    const entry = await this.#change(sent.key, (now, order) => now && answered(now, sent, answer, order));
    this.#tell({ what: entry ? "answered" : "removed", entry: entry || sent, answer });
    return { ...answer, entry: entry || sent };
  }

  // A full disk, or a log-out in another tab: from now on `store.safe` is false, and all is sent from memory.
  async #change(key, alter) {
    try {
      return await this.store.change("entries", key, alter);
    } catch {
      this.fallen ??= inMemory(this.store).then((memory) => (this.store = memory));
      return (await this.fallen).change("entries", key, alter);
    }
  }

  #tell(news) {
    const { blob, ...entry } = news.entry;
    this.channel?.postMessage({ ...news, entry });
    this.#hear(news);
  }

  #hear(news) {
    this.listeners.forEach((listener) => listener(news));
  }

  close() {
    this.channel?.close();
    this.store.close();
  }
}

export const isReady = ({ waiting, held }) => Boolean(waiting) && !held;

// Two entries into one leaf are one entry; what was sent of the first and not answered stays known.
function fresh(old = {}, entered, order) {
  const { unanswered = [], tried, token } = old;
  return {
    ...old,
    held: "",
    message: "",
    ...entered,
    version: Math.max(old.version ?? 0, entered.version ?? 0), // an answer may just have come that the page has not read
    order,
    waiting: true,
    tried: false,
    token: newKey(),
    unanswered: (tried ? [...unanswered, token] : unanswered).slice(-MOST_TOKENS),
  };
}

const HELD = { refused: "refused", conflict: "conflict", closed: "closed", forbidden: "closed" };

// What an answer makes of an entry; something newer may have been entered during the send.
function answered(now, sent, { kind, data }, order) {
  const isSame = now.token === sent.token;
  if (kind === "ok" && isSame && sent.deed === "remove") return null;
  if (kind === "ok") {
    const known = { ...now, version: data.version ?? now.version, value: data.value, unanswered: [] };
    return isSame ? { ...known, waiting: false, tried: false, blob: null } : known;
  }
  if (!HELD[kind]) return { ...now, order }; // no answer: the others shall not wait behind this one
  const unanswered = (now.unanswered || []).filter((token) => token !== sent.token);
  return isSame ? { ...now, tried: false, held: HELD[kind], message: data.message || "" } : { ...now, unanswered };
}

function post({ url, kind, key, blob, name, deed, body, version, token, unanswered, origin }) {
  if (kind === "mark") return postJSON(url, { ...body, version, token, unanswered, origin });
  const form = new FormData();
  form.append("key", key);
  if (deed === "remove") form.append("remove", "1");
  else form.append("file", blob, name);
  return postForm(url, form, { patience: UPLOAD_PATIENCE });
}

// Two tabs never send at once; where the browser has no locks (http), the server tells repeats by their token.
function alone(name, deed) {
  return navigator.locks ? navigator.locks.request(name, deed) : deed();
}

// A UUID, also where the page does not come over https.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
