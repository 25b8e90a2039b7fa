// 字数 beside a text, while it is typed (docs/frontend.md §5).
import { countCharacters } from "./lib/count.js";

const number = (text) => (text === undefined || text === "" ? null : Number(text));

function verdict(count, { min, max, warnMin, warnMax }) {
  if (number(max) !== null && count > number(max)) return ["bad", `，超出${count - number(max)}字`];
  if (number(min) !== null && count < number(min)) return ["bad", `，还差${number(min) - count}字`];
  if (number(warnMax) !== null && count > number(warnMax)) return ["warn", "，偏长"];
  if (number(warnMin) !== null && count < number(warnMin)) return ["warn", "，偏短"];
  return ["good", ""];
}

function wanted({ min, max, warnMin, warnMax }) {
  const [low, high] = [min || warnMin, max || warnMax];
  if (low && high) return `（要求${low}至${high}字）`;
  return high ? `（最多${high}字）` : low ? `（至少${low}字）` : "";
}

function follow(text) {
  const place = document.querySelector(`[data-count-for="${CSS.escape(text.id)}"]`);
  if (!place) return;
  const show = () => {
    const count = countCharacters(text.value);
    const [state, words] = count ? verdict(count, text.dataset) : ["good", ""];
    place.dataset.state = state;
    place.textContent = `已写${count}字${words}${wanted(text.dataset)}`;
  };
  text.addEventListener("input", show);
  show();
}

document.querySelectorAll("[data-count]").forEach(follow);
