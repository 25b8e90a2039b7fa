// Nobody leaves a page with something unsaved without being asked; what can still be saved is saved first.
//
// A holder is {unsaved(): number, atRisk() (optional): how much of it is nowhere but on the page, settle(): Promise,
//              blocked: string, form: its own form or null}.
const PATIENCE = 3000;
const holders = new Set();
let released = false;

export function hold(holder) {
  holders.add(holder);
}

// On the way out by some other door (log-out has asked its own question).
export function letGo() {
  released = true;
}

const unsaved = () => [...holders].some((holder) => holder.unsaved() > 0);
const atRisk = () => [...holders].some((holder) => (holder.atRisk ? holder.atRisk() : holder.unsaved()) > 0);
const settle = () => Promise.all([...holders].map((holder) => holder.settle()));

// What is safe in this browser is sent from the next page as well: nobody waits long for a bad line.
const settleBeforeLeaving = () => (atRisk() ? settle() : Promise.race([settle(), new Promise((go) => setTimeout(go, PATIENCE))]));

window.addEventListener("beforeunload", (event) => {
  if (released || !atRisk()) return;
  event.preventDefault();
  event.returnValue = "";
});

window.addEventListener(
  "click",
  async (event) => {
    const link = event.target.closest?.("a[href]:not([data-do])"); // a script decides about the others
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin || !unsaved()) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    await settleBeforeLeaving();
    location.assign(link.href);
  },
  true,
);

// A form is sent only after what is under way has been answered, so that it carries the right version.
const cleared = new WeakSet();
window.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (cleared.delete(form) || !unsaved()) return release(form);
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    await settle();
    const stopped = owners(form).find((holder) => holder.blocked);
    if (stopped) return stopped.insist();
    cleared.add(form);
    // In a task of its own: a form does not submit again while its submit event is still on the way.
    setTimeout(() => form.requestSubmit(submitter?.form === form ? submitter : undefined));
  },
  true,
);

const owners = (form) => [...holders].filter((holder) => holder.form === form);

// The holders' own form carries all that was typed: nothing is lost by sending it.
function release(form) {
  const others = [...holders].filter((holder) => holder.form !== form);
  released = owners(form).length > 0 && !others.some((holder) => holder.unsaved() > 0);
}
window.addEventListener("pageshow", () => (released = false));
