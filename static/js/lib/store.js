// What this browser keeps for one person, safe against a killed browser and a power cut.
//
// Tables: «entries» (marks and photos, sent or waiting, lib/outbox.js) and «sheets» (kept to be opened
// without a network, lib/keep.js). Every row has a key and an order: a counter, because clocks are wrong.
const TABLES = ["entries", "sheets"];
const PREFIX = "portal-";

export const nameOf = (user) => `${PREFIX}${user}`;

// Without a database (switched off, no space) what is entered lives as long as the page.
export async function openStore(user) {
  try {
    return new Store(await opened(nameOf(user)));
  } catch {
    return new Memory();
  }
}

// What a store has that takes nothing more, as far as it can still be read.
export async function inMemory(store) {
  const memory = new Memory();
  try {
    for (const row of await store.all("entries")) memory.tables.entries.set(row.key, row);
  } catch {
    // closed: what is entered from now on is all there is
  }
  return memory;
}

// The people for whom something may be kept here, as texts; null when the browser does not tell.
export async function people() {
  if (!window.indexedDB?.databases) return null;
  const names = (await indexedDB.databases()).map(({ name }) => name);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

export function dropStore(user) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(nameOf(user));
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

function opened(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      TABLES.forEach((table) => request.result.createObjectStore(table, { keyPath: "key" }).createIndex("order", "order"));
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

class Store {
  safe = true;

  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close(); // log-out in another tab clears it
  }

  all(table) {
    return settled(this.database.transaction(table).objectStore(table).index("order").getAll());
  }

  // alter(row or undefined, next order) answers the new row, null to remove it, undefined to leave it.
  // The promise keeps until the row is on the disk.
  change(table, key, alter) {
    return new Promise((resolve, reject) => {
      const deed = this.database.transaction(table, "readwrite", { durability: "strict" });
      const rows = deed.objectStore(table);
      let made;
      deed.oncomplete = () => resolve(made);
      deed.onabort = () => reject(deed.error);
      rows.index("order").openKeyCursor(null, "prev").onsuccess = ({ target: last }) => {
        rows.get(key).onsuccess = ({ target: old }) => {
          made = alter(old.result, (last.result?.key ?? 0) + 1);
          if (made === null) rows.delete(key);
          else if (made) rows.put((made = { order: 1, ...made, key }));
        };
      };
    });
  }

  close() {
    this.database.close();
  }
}

class Memory {
  safe = false;
  tables = Object.fromEntries(TABLES.map((table) => [table, new Map()]));

  async all(table) {
    return [...this.tables[table].values()].sort((one, other) => one.order - other.order);
  }

  async change(table, key, alter) {
    const rows = this.tables[table];
    const next = Math.max(0, ...[...rows.values()].map(({ order }) => order)) + 1;
    const made = alter(rows.get(key), next);
    if (made === null) rows.delete(key);
    else if (made) rows.set(key, { order: 1, ...made, key });
    return made && rows.get(key);
  }

  close() {}
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
