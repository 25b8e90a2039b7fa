// What became of the rows that two people changed: by number, against what both started from.
//
// base, mine, theirs: lists of rows with id. Returns what to take over in silence and what to ask.
export function compare(base, mine, theirs, fields) {
  const [was, my, their] = [base, mine, theirs].map((rows) => new Map(rows.filter((row) => row.id).map((row) => [row.id, row])));
  const text = (row) => row && JSON.stringify([String(row.category ?? ""), ...fields.map((field) => String(row[field] ?? ""))]);
  const [take, ask] = [[], []];
  for (const id of new Set([...my.keys(), ...their.keys()])) {
    const [before, one, other] = [was, my, their].map((rows) => text(rows.get(id)));
    if (one === other || other === before) continue;
    (one === before ? take : ask).push({ id, mine: my.get(id), theirs: their.get(id) });
  }
  return { take, ask };
}
