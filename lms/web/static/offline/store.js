/* What a phone keeps of a learner: state and outbox in IndexedDB, sealed with a key of the person that no script can
   export. Used by pages and by the service worker, so it is no module. */
self.payungStore = (() => {
  const DATABASE = "payung-offline";
  /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  /** @type {(transaction: IDBTransaction) => Promise<unknown>} */
  const ended = (transaction) => new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  /** @type {Promise<IDBDatabase> | null} */
  let opened = null;

  /** @type {() => Promise<IDBDatabase>} */
  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        const { result } = request;
        result.createObjectStore("entries", { keyPath: "number", autoIncrement: true }).createIndex("person", "person");
        result.createObjectStore("states");
        result.createObjectStore("meta");
      };
      request.onsuccess = () => {
        const { result } = request;
        result.onclose = () => { opened = null; };
        result.onversionchange = () => { opened = null; result.close(); }; // a newer worker, or a phone that is cleared
        resolve(result);
      };
      request.onerror = () => { opened = null; reject(request.error); };
    });
    return opened;
  }

  /** @type {(name: string) => Promise<IDBObjectStore>} */
  const reading = async (name) => (await open()).transaction(name).objectStore(name);

  /** @type {(name: string, change: (store: IDBObjectStore) => IDBRequest | void) => Promise<any>} */
  async function writing(name, change) {
    const transaction = (await open()).transaction(name, "readwrite");
    const result = change(transaction.objectStore(name));
    await ended(transaction);
    return result?.result;
  }

  /** @type {(name: string, key: IDBValidKey) => Promise<any>} */
  const get = async (name, key) => done((await reading(name)).get(key));
  /** @type {(name: string, value: unknown, key?: IDBValidKey) => Promise<unknown>} */
  const put = (name, value, key) => writing(name, (store) => store.put(value, key));
  /** @type {(name: string, key: IDBValidKey) => Promise<unknown>} */
  const remove = (name, key) => writing(name, (store) => store.delete(key));

  /* The key of a person, made at first use. */
  /** @type {(person: string) => Promise<CryptoKey>} */
  async function keyOf(person) {
    const known = await get("meta", `key:${person}`);
    if (known) return known;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("meta", key, `key:${person}`);
    return key;
  }

  /** @type {(person: string, value: unknown) => Promise<{ iv: Uint8Array, data: ArrayBuffer }>} */
  async function seal(person, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(person), text) };
  }

  /** @type {(person: string, sealed: { iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }) => Promise<any>} */
  async function unseal(person, { iv, data }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(person), data);
    return JSON.parse(new TextDecoder().decode(text));
  }

  /* Who is signed in on this phone, as far as it knows; undefined for nobody. */
  /** @type {() => Promise<string | undefined>} */
  const person = () => get("meta", "person");

  /** @type {(id: string | undefined) => Promise<void>} */
  async function setPerson(id) {
    if (id === undefined) await remove("meta", "person");
    else await put("meta", id, "person");
  }

  /* The state of the person in a course, as the server knew it last. */
  /** @type {(course: string) => Promise<LearnerState | undefined>} */
  async function state(course) {
    const own = await person();
    const sealed = own && await get("states", `${own} ${course}`);
    return sealed ? unseal(own, sealed).catch(() => undefined) : undefined;
  }

  /** @type {(value: LearnerState) => Promise<void>} */
  async function setState(value) {
    await put("states", await seal(value.person, value), `${value.person} ${value.course}`);
    await setPerson(value.person);
  }

  /* Stores an entry { id, kind, path, fields } before anything is sent. */
  /** @type {(entry: OutboxEntry) => Promise<unknown>} */
  async function add(entry) {
    const own = await person();
    if (own === undefined) throw new Error("nobody");
    const sealed = await seal(own, entry);
    return writing("entries", (store) => store.add({ person: own, at: Date.now(), sealed }));
  }

  /* The entries of the person, oldest first. One that cannot be read any more is left out, and stays. */
  /** @type {() => Promise<StoredEntry[]>} */
  async function entries() {
    const own = await person();
    if (own === undefined) return [];
    const rows = await done((await reading("entries")).index("person").getAll(own));
    const read = rows.map(async ({ number, at, sealed, answer }) => {
      const entry = await unseal(own, sealed).catch(() => null);
      return entry && { ...entry, number, at, answer };
    });
    return (await Promise.all(read)).filter(Boolean);
  }

  /** @type {(isMeant: (entry: StoredEntry) => unknown) => Promise<void>} */
  async function dropAll(isMeant) {
    for (const entry of await entries()) if (isMeant(entry)) await remove("entries", entry.number);
  }

  /* What the server has answered to an entry that stays. */
  /** @type {(number: number, answer: SyncAnswer) => Promise<void>} */
  async function mark(number, answer) {
    const row = await get("entries", number);
    if (row) await put("entries", { ...row, answer });
  }

  /* Forgets a person: key, state and outbox. */
  /** @type {(own: string) => Promise<void>} */
  async function forget(own) {
    const rows = await done((await reading("entries")).index("person").getAllKeys(own));
    await writing("entries", (store) => { rows.forEach((number) => store.delete(number)); });
    await writing("states", (store) => { store.delete(IDBKeyRange.bound(`${own} `, `${own}!`)); });
    await remove("meta", `key:${own}`);
    if (await person() === own) await setPerson(undefined);
  }

  return {
    add, dropAll, entries, forget, mark, person, setPerson, state, setState,
    drop: (number) => remove("entries", number),
    pack: (course) => get("meta", `pack:${course}`),
    setPack: (course, pack) => put("meta", pack, `pack:${course}`),
    dropPack: (course) => remove("meta", `pack:${course}`),
  };
})();
