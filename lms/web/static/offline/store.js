/* What a phone keeps of a learner: state and outbox in IndexedDB, sealed with a key of the person that no script can
   export. Used by pages and by the service worker, so it is no module. */
self.payungStore = (() => {
  const DATABASE = "payung-offline";
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const ended = (transaction) => new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  let opened = null;

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
        request.result.onclose = () => { opened = null; };
        resolve(request.result);
      };
      request.onerror = () => { opened = null; reject(request.error); };
    });
    return opened;
  }

  const reading = async (name) => (await open()).transaction(name).objectStore(name);

  async function writing(name, change) {
    const transaction = (await open()).transaction(name, "readwrite");
    const result = change(transaction.objectStore(name));
    await ended(transaction);
    return result?.result;
  }

  const get = async (name, key) => done((await reading(name)).get(key));
  const put = (name, value, key) => writing(name, (store) => store.put(value, key));
  const remove = (name, key) => writing(name, (store) => store.delete(key));

  /* The key of a person, made at first use. */
  async function keyOf(person) {
    const known = await get("meta", `key:${person}`);
    if (known) return known;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("meta", key, `key:${person}`);
    return key;
  }

  async function seal(person, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(person), text) };
  }

  async function unseal(person, { iv, data }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(person), data);
    return JSON.parse(new TextDecoder().decode(text));
  }

  /* Who is signed in on this phone, as far as it knows; undefined for nobody. */
  const person = () => get("meta", "person");

  async function setPerson(id) {
    if (id === undefined) await remove("meta", "person");
    else await put("meta", id, "person");
  }

  /* The state of the person in a course, as the server knew it last. */
  async function state(course) {
    const own = await person();
    const sealed = own && await get("states", `${own} ${course}`);
    return sealed ? unseal(own, sealed).catch(() => undefined) : undefined;
  }

  async function setState(value) {
    await put("states", await seal(value.person, value), `${value.person} ${value.course}`);
    await setPerson(value.person);
  }

  /* Stores an entry { id, kind, path, fields } before anything is sent. */
  async function add(entry) {
    const own = await person();
    if (own === undefined) throw new Error("nobody");
    const sealed = await seal(own, entry);
    return writing("entries", (store) => store.add({ person: own, at: Date.now(), sealed }));
  }

  /* The entries of the person, oldest first. One that cannot be read any more is left out, and stays. */
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

  async function dropAll(isMeant) {
    for (const entry of await entries()) if (isMeant(entry)) await remove("entries", entry.number);
  }

  /* What the server has answered to an entry that stays. */
  async function mark(number, answer) {
    const row = await get("entries", number);
    if (row) await put("entries", { ...row, answer });
  }

  /* Forgets a person: key, state and outbox. */
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
