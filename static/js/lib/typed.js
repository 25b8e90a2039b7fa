// What was typed into a form that is sent as a whole, kept in this browser until an answer shows that it arrived.
//
// A session that has ended, a page that is not to be had: the form offers it when it is opened again by the same person.
import { RECOVERED, showBoth } from "./conflict.js";
import { el, sameText } from "./dom.js";
import { clearDraft, moment, readDraft, writeDraft } from "./draft.js";
import { Fields } from "./fields.js";

const SENT = "portal:sent";
const { user } = document.body.dataset;
const forms = () => [...document.querySelectorAll("form[data-once]")];

function keyOf(form) {
  const { pathname, search } = new URL(form.action);
  return `sent:${pathname}${search}`;
}

function boxes(form) {
  const fields = new Fields(form);
  const isTyped = (name) => !["hidden", "password"].includes(fields.controls(name)[0].type);
  return { fields, names: fields.names.filter(isTyped) };
}

// Called when a form goes out. A page that only confirms adds nothing to what its first page has kept.
export function keepTyped(form) {
  if (!user) return;
  sessionStorage.setItem(SENT, keyOf(form));
  if (!form.querySelector("textarea")) return;
  const { fields, names } = boxes(form);
  writeDraft(keyOf(form), { fields: Object.fromEntries(names.map((name) => [name, fields.values(name)])) });
}

// Called on each page: what has arrived is forgotten, what has not is offered.
export function offerTyped() {
  if (!user || document.querySelector("[data-typed]")) return;
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && !forms().some((form) => keyOf(form) === sent)) clearDraft(sent);
  forms().filter((form) => form.querySelector("textarea")).forEach(offer);
}

function offer(form) {
  const draft = readDraft(keyOf(form));
  if (!draft) return;
  const { fields, names } = boxes(form);
  const lost = names.filter((name) => draft.fields[name] && !sameText(draft.fields[name], fields.values(name)));
  const finish = () => clearDraft(keyOf(form));
  if (!lost.length) return finish();
  const place = el("div", {});
  form.before(place);
  showBoth(place, {
    title: `上次有${lost.length}处内容没有提交成功`,
    lead: `这些内容于${moment(draft.at)}留在本机。请逐项选择，选定之前不会改动页面。`,
    items: lost.map((name) => ({
      name,
      label: fields.label(name),
      mine: fields.spoken(name, draft.fields[name]),
      theirs: fields.spoken(name),
    })),
    words: { ...RECOVERED, theirs: "本页现在的内容", keepTheirs: "保留本页内容" },
    pick: (name, side) => side === "mine" && fields.set(name, draft.fields[name]),
    done: finish,
  });
}
