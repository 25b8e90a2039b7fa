// Photos taken on site: made smaller here, kept in this browser, sent when it can be (docs/frontend.md §11).
import { button, el } from "./dom.js";
import { newKey } from "./outbox.js";

const LONGEST_SIDE = 2560;
const THUMB_SIDE = 200;
const QUALITY = 0.85;
const UNREADABLE = "这张照片打不开，请用JPG或PNG格式重新拍摄或选择。";
const NO_SPACE = "照片没有存下：本机存储空间不足，请清理后重拍。";

export class Photos {
  constructor(desk) {
    this.desk = desk;
    this.mayEdit = desk.root.dataset.edit === "1";
    for (const leaf of desk.leaves) {
      if (this.mayEdit) strip(leaf).append(control());
      this.paint(leaf);
    }
    desk.root.addEventListener("change", (event) => event.target.dataset.photo !== undefined && this.#chosen(event.target));
  }

  // --- taking ----------------------------------------------------------------
  async #chosen(input) {
    const leaf = this.desk.keys.leafOf(input);
    const files = [...input.files];
    input.value = "";
    for (const file of files) await this.#take(leaf, input.closest("[data-line]"), file);
  }

  async #take(leaf, line, file) {
    leaf.complain();
    const key = newKey();
    let trouble = UNREADABLE;
    await this.desk.keep(async (box) => {
      const made = await shrunk(file).catch(() => null);
      if (!made) return;
      trouble = NO_SPACE;
      await box.enter(key, { ...this.#entered(leaf, "store"), ...made });
      trouble = "";
    });
    if (trouble) return leaf.complain(trouble);
    if (line) this.#note(line, (keys) => [...keys, key]);
    this.paint(leaf);
    this.desk.saver.touch(0);
  }

  #entered(leaf, deed) {
    const label = `${leaf.number}现场照片`;
    const url = leaf.url.replace("/marks/", "/photos/");
    return { kind: "photo", sheet: this.desk.sheet, number: leaf.number, url, deed, name: `${label}.jpg`, label, title: this.desk.title(), page: this.desk.placeOf(leaf) };
  }

  // A line of defects names its photos in a hidden box; the desk keeps it like anything else that is entered.
  #note(line, change) {
    const box = line.querySelector('[data-input="photos"]');
    if (!box) return;
    box.value = change(listed(box)).join(",");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #drop(leaf, key) {
    const entry = this.desk.entries.get(key);
    const unsent = entry?.waiting && entry.deed === "store" && !entry.tried;
    const removal = { ...this.#entered(leaf, "remove"), blob: null };
    this.desk.keep((box) => (unsent ? box.remove(entry) : box.enter(key, removal)));
    leaf.all("[data-line]").forEach((line) => this.#note(line, (keys) => keys.filter((one) => one !== key)));
    leaf.all(`[data-key="${key}"]`).forEach((figure) => figure.remove());
    this.desk.saver.touch(0);
  }

  // --- showing ---------------------------------------------------------------
  hear(entry, what) {
    const leaf = this.desk.leaves.find((one) => one.number === entry.number);
    if (!leaf || entry.sheet !== this.desk.sheet) return;
    if (what === "removed") leaf.all(`[data-key="${entry.key}"]`).forEach((figure) => figure.remove());
    else this.paint(leaf);
  }

  // Those of a line stand in the line, all others below the leaf.
  paint(leaf) {
    const inLines = new Set();
    for (const line of leaf.all("[data-line]")) {
      const keys = listed(line.querySelector('[data-input="photos"]'));
      keys.forEach((key) => inLines.add(key));
      const place = line.querySelector("[data-photos]");
      place?.replaceChildren(...keys.map((key) => this.#figure(leaf, key)));
    }
    const entries = [...this.desk.entries.values()].filter(({ kind, sheet, number, deed }) => kind === "photo" && deed === "store" && sheet === this.desk.sheet && number === leaf.number);
    if (!entries.length && !leaf.node.querySelector(".leaf-photos")) return;
    const place = strip(leaf).querySelector("[data-photos]");
    place.querySelectorAll("[data-key]").forEach((figure) => inLines.has(figure.dataset.key) && figure.remove());
    for (const { key } of entries.filter((entry) => !inLines.has(entry.key))) {
      const figure = this.#figure(leaf, key);
      const old = place.querySelector(`[data-key="${key}"]`);
      if (old) old.replaceWith(figure);
      else place.append(figure);
    }
    if (this.mayEdit) place.querySelectorAll("[data-mine]:not(:has(button))").forEach((figure) => figure.append(this.#remover(leaf, figure.dataset.key)));
  }

  #figure(leaf, key) {
    const { thumb, waiting, message, held } = this.desk.entries.get(key) || {};
    const address = `${leaf.url.split("/sheets/")[0]}/photos/${key}/`;
    const picture = el("img", { src: thumb || `${address}?small=1`, alt: `${leaf.number}现场照片`, loading: "lazy" });
    const shown = waiting ? picture : el("a", { href: address, target: "_blank", rel: "noopener" }, picture);
    const words = held ? message || "没有被接收" : waiting ? "未发送" : "";
    const caption = el("figcaption", { class: held ? "photo-problem" : "" }, words);
    return el("figure", { class: "photo", "data-key": key }, shown, caption, this.mayEdit ? this.#remover(leaf, key) : "");
  }

  #remover(leaf, key) {
    return button("移除", () => this.#drop(leaf, key), "link-button");
  }
}

const listed = (box) => (box?.value || "").split(",").filter(Boolean);

function strip(leaf) {
  let place = leaf.node.querySelector(".leaf-photos");
  if (!place) {
    place = el("div", { class: "leaf-photos" }, el("span", { "data-photos": true }));
    (leaf.node.querySelector(".leaf-extras") || leaf.node).append(place);
  }
  return place;
}

function control() {
  const input = el("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", "data-photo": true });
  return el("label", { class: "btn btn-outline-primary btn-sm photo-take" }, input, "现场照片");
}

// A picture of at most 2560 px a side as JPEG, upright, without what the camera wrote into it (place, device).
async function shrunk(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const blob = await new Promise((done) => drawn(bitmap, LONGEST_SIDE).toBlob(done, "image/jpeg", QUALITY));
  const thumb = drawn(bitmap, THUMB_SIDE).toDataURL("image/jpeg", QUALITY);
  bitmap.close();
  return blob && { blob, thumb };
}

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white"; // a PNG may have holes
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
