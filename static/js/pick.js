// The list's tick boxes: those of the page at once, and how many are chosen. Without it each is ticked by hand.
const boxes = [...document.querySelectorAll("input[name='pick']")];
const page = document.querySelector("[data-pick-page]");
const everything = document.querySelector("[data-pick-all]");
const told = document.querySelector("[data-picked]");

function tell() {
  const ticked = boxes.filter((box) => box.checked).length;
  page.firstElementChild.checked = ticked === boxes.length;
  told.textContent = everything.checked || !ticked ? "" : `已选${ticked}${told.dataset.picked}`;
}

if (page) {
  page.hidden = false;
  page.firstElementChild.addEventListener("change", ({ target }) => {
    boxes.forEach((box) => (box.checked = target.checked));
    tell();
  });
  [...boxes, everything].forEach((box) => box.addEventListener("change", tell));
  window.addEventListener("pageshow", tell);
}
