// Exact sums of what is typed, in hundredths (amount) or ones (count); a preview, the server decides.
const PLACES = { amount: 2, count: 0 };
const WIDE = "０１２３４５６７８９，．。＋－";
const NARROW = "0123456789,..+-";
const BLANKS = new Set(["", "-", "--", "—", "——", "–", "―", "/", "／", "\\"]);

const narrow = (text) => text.replace(/[０-９，．。＋－]/g, (one) => NARROW[WIDE.indexOf(one)]);

// What a pasted number looks like in its cell: half-width, without separators; anything else as it is.
export function tidy(text) {
  const plain = narrow(text).replace(/[\s\u3000]/g, "");
  return /^\d{1,3}(,\d{3})+(\.\d*)?$|^\d+(\.\d*)?$/.test(plain) ? plain.replace(/,/g, "") : text.trim();
}

// A BigInt; null for an empty cell; undefined for what is no number.
export function read(text, kind) {
  if (BLANKS.has(narrow(text).trim())) return null;
  const [, whole, fraction = ""] = tidy(text).match(/^(\d+)(?:\.(\d*))?$/) || [];
  if (whole === undefined || fraction.replace(/0+$/, "").length > PLACES[kind]) return undefined;
  return BigInt(whole + fraction.slice(0, PLACES[kind]).padEnd(PLACES[kind], "0"));
}

export function write(value, kind) {
  const places = PLACES[kind];
  const digits = value.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return places ? `${whole}.${digits.slice(-places)}` : whole;
}
