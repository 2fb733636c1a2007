/* Answers that the server has not acknowledged yet: in IndexedDB, in the order given, each person's apart.
   What finds no room there stays in memory, and `keeps` says so. */

const DATABASE = "payung-answers", STORE = "answers";
const LOOSE = 1e12; // numbers of answers in memory come after all that IndexedDB counts

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const ended = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onabort = transaction.onerror = () => reject(transaction.error);
});

async function open() { // what it throws at once, where a browser allows nothing, is caught like the rest
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    store.createIndex("person", "person");
  };
  return done(request);
}

export class Outbox {
  /* An answer is { id, attempt, position, body }; the outbox adds `person` and `number`. */
  constructor(person) {
    this.person = person;
    this.loose = [];
    this.connect();
  }

  connect() {
    this.opened = open().catch(() => null); // a private window, for example
    this.opened.then((database) => {
      if (database !== null) database.onclose = () => this.connect(); // the browser has closed it by itself
    });
  }

  /* Where it was put: "phone", "full" or "page". The same `number` replaces what stood there. */
  async keep(answer) {
    answer.person = this.person;
    const database = await this.opened;
    const isLoose = answer.number >= LOOSE;
    if (database !== null && !isLoose) {
      try {
        const transaction = database.transaction(STORE, "readwrite");
        const request = transaction.objectStore(STORE).put(answer);
        await ended(transaction);
        answer.number = request.result;
        return "phone";
      } catch {
        if (answer.number !== undefined) await this.drop(answer).catch(() => {});
      }
    }
    answer.number = isLoose ? answer.number : LOOSE + this.loose.length;
    if (!isLoose) this.loose.push(answer);
    return database === null ? "page" : "full";
  }

  /* What a page shows and may still change; it learns its number and its place. */
  async note(draft) {
    const { id, attempt, position, body, number } = draft;
    const answer = number === undefined ? { id, attempt, position, body } : { id, attempt, position, body, number };
    draft.place = await this.keep(answer);
    draft.number = answer.number;
  }

  /* All of this person that wait, oldest first. */
  async waiting() {
    const database = await this.opened;
    if (database === null) return [...this.loose];
    const kept = await this.kept(database).catch(() => []); // those that are in memory go all the same
    return [...kept.sort((one, other) => one.number - other.number), ...this.loose];
  }

  async kept(database) {
    return done(database.transaction(STORE).objectStore(STORE).index("person").getAll(this.person));
  }

  /* Only what was acknowledged goes: an answer that was changed meanwhile stays. */
  async acknowledge(answer) {
    const isMeant = (kept) => kept.body === answer.body && kept.id === answer.id;
    await this.drop(answer, isMeant).catch(() => {}); // it stays, and is sent again: the server knows its id
  }

  /** @type {(answer: any, isMeant?: (kept: any) => boolean) => Promise<void>} */
  async drop(answer, isMeant = () => true) {
    const database = await this.opened;
    this.loose = this.loose.filter((one) => one.number !== answer.number || !isMeant(one));
    if (database === null || answer.number >= LOOSE) return;
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const kept = await done(store.get(answer.number));
    if (kept && isMeant(kept)) store.delete(answer.number);
    await ended(transaction);
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
