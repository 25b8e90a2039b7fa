// How many working days a period has, said whenever one of its two dates changes (docs/frontend.md §13).
import { getJSON } from "./lib/net.js";

const box = document.querySelector("[data-period]");
const dates = [...box.querySelectorAll('input[type="date"]')];
const said = box.querySelector("[data-period-said]");
let asked = 0;

async function ask() {
  const number = ++asked; // a late answer does not replace that of later dates
  const query = new URLSearchParams(dates.map(({ name, value }) => [name, value]));
  const { kind, data } = await getJSON(`${box.dataset.period}?${query}`);
  if (number === asked) said.textContent = kind === "ok" ? data.sentence : "";
}

dates.forEach((date) => date.addEventListener("change", ask));
