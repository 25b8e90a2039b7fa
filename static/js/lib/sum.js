// What a mark comes to while the server has not said, and in words: «3项 × 2 = 6分（最多10分）».
// The formula is made by applications/formulas.py.
export function sumUp({ from = 0, cap, zero = [], terms }, inputs) {
  if (zero.some((name) => inputs[name] === false || inputs[name] === "")) return { mark: 0, words: "" };
  const counted = terms.map(([names, each, unit, base = 0]) => {
    const amount = Math.max(0, amountOf(names, inputs) - base);
    return { amount, each, unit, points: amount * each };
  });
  const gains = counted.filter(({ each }) => each > 0);
  const losses = counted.filter(({ each }) => each < 0);
  const whole = from + Math.min(sum(gains), cap ?? Infinity) + sum(losses);
  const mark = Math.max(0, whole);
  if (!Number.isFinite(mark)) return { words: "" }; // a text where a number belongs: the server will say
  return { mark, words: terms.length ? `${spoken(from, gains, losses)}${whole < 0 ? "，不足0分，计" : " = "}${mark}分${cap ? `（最多${cap}分）` : ""}` : "" };
}

const sum = (terms) => terms.reduce((all, { points }) => all + points, 0);

// How many are listed, or what the lines cost, or the number itself.
function amountOf(names, inputs) {
  const said = names.map((name) => inputs[name]).find((value) => value !== undefined) ?? 0;
  if (!Array.isArray(said)) return Number(said);
  return [...new Set(said)].reduce((all, one) => all + (typeof one === "number" ? one : Number(one.points ?? 1)), 0);
}

function spoken(from, gains, losses) {
  const gained = gains.map(({ amount, each, unit }) => (gains.length > 1 ? `${amount}×${each}` : `${amount}${unit} × ${each}`)).join(" + ");
  const lost = losses.map(({ amount, each, unit }) => ` − ${unit ? `${amount}×${-each}` : amount}`).join("");
  return `${from || gained}${lost}`;
}
