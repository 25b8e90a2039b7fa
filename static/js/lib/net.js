// One way to talk to the server, and one reading of its answers.
//
// An answer is {kind, data}: ok, conflict, refused, closed, forbidden, login (logged out) or failed.
const PATIENCE = 20000;
const KINDS = { 200: "ok", 201: "ok", 400: "refused", 403: "forbidden", 404: "forbidden", 409: "conflict", 413: "refused", 422: "refused", 423: "closed" };

let token = document.body.dataset.csrf;

export function postForm(url, form, options) {
  return post(url, { ...options, body: form });
}

export function postJSON(url, data, options) {
  return post(url, { ...options, body: JSON.stringify(data), headers: { "Content-Type": "application/json" } });
}

export function getJSON(url) {
  return attempt(url, { method: "GET" });
}

async function post(url, request) {
  const answer = await attempt(url, { ...request, method: "POST" });
  if (answer.kind !== "stale") return answer;
  const seat = await renew();
  if (seat.kind !== "ok") return seat;
  const again = await attempt(url, { ...request, method: "POST" });
  return again.kind === "stale" ? { kind: "failed", data: {} } : again;
}

// After a new log-in the page's token is stale: take the new one, if it is still the same person.
async function renew() {
  const { login, session, user } = document.body.dataset;
  if (!session) return { kind: "login", data: { login } };
  const answer = await attempt(session, { method: "GET" });
  if (answer.kind !== "ok") return answer.kind === "stale" ? { kind: "login", data: { login } } : answer;
  if (String(answer.data.user) !== user) return { kind: "login", data: { login, other: true } };
  token = answer.data.token;
  return answer;
}

async function attempt(url, { headers = {}, patience = PATIENCE, ...request }) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(url, {
      ...request,
      headers: { ...headers, Accept: "application/json", "X-Requested-With": "fetch", "X-CSRFToken": token },
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
    });
    return await read(response);
  } catch {
    return { kind: "failed", data: {} };
  } finally {
    clearTimeout(timer);
  }
}

async function read(response) {
  const { login } = document.body.dataset;
  if (response.type === "opaqueredirect") return { kind: "login", data: { login } };
  const isJSON = (response.headers.get("Content-Type") || "").includes("json");
  if (response.status === 403 && !isJSON) return { kind: "stale", data: {} };
  const data = isJSON ? await response.json() : {};
  const kind = data.login ? "login" : KINDS[response.status] || "failed";
  if (kind === "ok" && !isJSON) return { kind: "failed", data };
  if (kind === "ok") document.dispatchEvent(new CustomEvent("portal:alive"));
  return { kind, data };
}

// The address of the log-in page that comes back to this page.
export function loginAddress(data) {
  const base = data.login || document.body.dataset.login || "/";
  const here = encodeURIComponent(location.pathname + location.search);
  return base.includes("next=") ? base.replace(/next=[^&]*/, `next=${here}`) : `${base}?next=${here}`;
}
