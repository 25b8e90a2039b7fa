// 三、投资明细表: what is left unpaid is filled in, and lines that do not add up are named.
import { read, write } from "./lib/money.js";

const table = document.querySelector("table[data-grid]");
const note = document.querySelector("[data-identity]");

const input = (row, field) => row.querySelector(`[data-field="${field}"]`);
const value = (row, field) => read(input(row, field).value, "amount");

// Only an empty box is filled: what somebody typed stands.
function prefill(row) {
  const [amount, paid] = [value(row, "amount_wan"), value(row, "paid_wan")];
  const unpaid = input(row, "unpaid_wan");
  if (unpaid.value.trim() || amount == null || paid == null || amount < paid) return;
  unpaid.value = write(amount - paid, "amount");
  unpaid.dispatchEvent(new Event("input", { bubbles: true }));
}

function disagrees(row) {
  const [amount, paid, unpaid] = ["amount_wan", "paid_wan", "unpaid_wan"].map((field) => value(row, field));
  return amount != null && paid != null && unpaid != null && amount !== paid + unpaid && !input(row, "remark").value.trim();
}

function place(row) {
  const head = row.closest("tbody").querySelector(".sheet-head th").textContent.trim();
  return `${head.split("、")[0]}类第${row.querySelector("[data-number]").textContent}行`;
}

function tell() {
  const rows = [...table.querySelectorAll("tr[data-row]")].filter(disagrees);
  const sentence = rows.length ? `${rows.map(place).join("、")}：实际投资金额不等于实际付款金额与未付款金额之和，请核对；确有差异的在备注中说明。` : "";
  if (note.textContent !== sentence) note.textContent = sentence;
  note.hidden = !sentence;
}

table.addEventListener("change", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (row && ["amount_wan", "paid_wan"].includes(event.target.dataset.field)) prefill(row);
});
["input", "change"].forEach((kind) => table.addEventListener(kind, tell));
tell();
