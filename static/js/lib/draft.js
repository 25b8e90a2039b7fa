// What is typed and not yet on the server, kept in this browser by user and form.
const name = (key) => `portal:${document.body.dataset.user}:${key}`;

export function readDraft(key) {
  try {
    return JSON.parse(localStorage.getItem(name(key)));
  } catch {
    return null;
  }
}

export function writeDraft(key, draft) {
  try {
    localStorage.setItem(name(key), JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false; // full or switched off: the server's copy remains
  }
}

export function clearDraft(key) {
  try {
    localStorage.removeItem(name(key));
  } catch {
    // nothing was kept
  }
}

export function moment(milliseconds) {
  const at = new Date(milliseconds);
  const clock = at.toTimeString().slice(0, 5);
  return `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日 ${clock}`;
}
