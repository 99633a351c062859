// What was typed and is not stored yet, in this browser's own storage, apart for each person and page.
// An entry: { pairs, version, typed, url, page, label, place, unanswered, conflict, refused }.

const PREFIX = "isc.kept";

export class Kept {
  constructor(person, page) {
    this.prefix = `${PREFIX}.${person}.${page}.`;
    this.memory = new Map();
    this.works = true; // false once the browser refused to keep something: then it is in memory alone
  }

  put(field, entry) {
    try {
      localStorage.setItem(this.prefix + field, JSON.stringify(entry));
      this.memory.delete(field);
    } catch {
      this.works = false;
      this.memory.set(field, entry);
    }
  }

  get(field) {
    if (this.memory.has(field)) return this.memory.get(field);
    try {
      return JSON.parse(localStorage.getItem(this.prefix + field));
    } catch {
      return null;
    }
  }

  change(field, changes) {
    const entry = this.get(field);
    if (entry) this.put(field, { ...entry, ...changes });
  }

  remove(field) {
    this.memory.delete(field);
    try {
      localStorage.removeItem(this.prefix + field);
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  }

  fields() {
    const found = new Set(this.memory.keys());
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const key = localStorage.key(index);
        if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      // See above.
    }
    return [...found];
  }
}
