// A block copied from Excel or WPS: rows by line end, cells by tab, a cell with either in quotes.
export function cells(text) {
  const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < block.length; at += 1) {
    const row = rows[rows.length - 1];
    const one = block[at];
    if (quoted && one === '"' && block[at + 1] === '"') row[row.length - 1] += block[(at += 1)];
    else if (one === '"' && (quoted || row[row.length - 1] === "")) quoted = !quoted;
    else if (one === "\t" && !quoted) row.push("");
    else if (one === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] += one;
  }
  return quoted ? block.split("\n").map((line) => line.split("\t")) : rows;
}
