/* Answers that wait, as a file for when the network does not come back. It is sealed to the server's public key, and
   each answer is marked with the key of its attempt, so that who carries it can neither read nor change them. What seals
   a file is used by ../offline/files.js and ../offline/take.js too. */

const FORMAT = "payung-answers", VERSION = 1, NAME = "payung-answers.json";
const DATABASE = "payung-answer-keys", STORE = "keys";
const MAX_ANSWERS = 500; // answers in one file

export const utf8 = (text) => new TextEncoder().encode(text);
export const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
export const decoded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
function encoded(bytes) {
  let binary = "";
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

export const labelOf = (format, version) => utf8(`${format} ${version}|`);

/* A key that gives nothing but HMACs, from its bytes in base64url. */
export const hmacKey = (secret) => crypto.subtle.importKey("raw", decoded(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/* The text of a file with these bytes; `serverKey` is the id of the key and the key. */
export async function sealedText(format, version, serverKey, content) {
  const [kid, point] = serverKey.split(".");
  const server = decoded(point);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const theirs = await crypto.subtle.importKey("raw", server, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const label = labelOf(format, version);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: joined(label, ephemeral, server) };
  const key = await crypto.subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: label }, key, content);
  return JSON.stringify({ format, version, key: kid, ephemeral: encoded(ephemeral), sealed: encoded(joined(iv, new Uint8Array(box))) });
}

/* Puts a file into the downloads. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "attempt" });
  return done(request);
}

export class AnswersFile {
  /* `element` holds the button and its words, and carries data-server-key: the id of the key and the key. */
  constructor(element, outbox) {
    this.element = element;
    this.outbox = outbox;
    this.held = new Map();
    this.opened = open().catch(() => null);
    element.querySelector("button").addEventListener("click", () => this.save());
  }

  /* The key of an attempt comes with its page; the browser keeps it, and gives it to no script. */
  async remember(attempt, secret) {
    if (!crypto.subtle) return; // a page without https
    const key = await hmacKey(secret);
    this.held.set(attempt, key);
    const database = await this.opened;
    await done(database.transaction(STORE, "readwrite").objectStore(STORE).put({ attempt, key })).catch(() => null);
  }

  async keyOf(attempt) {
    const database = await this.opened;
    if (this.held.has(attempt) || database === null) return this.held.get(attempt);
    return (await done(database.transaction(STORE).objectStore(STORE).get(attempt)).catch(() => undefined))?.key;
  }

  /* Seen only while answers wait that a file can hold. */
  async offer() {
    if (!crypto.subtle) return;
    const known = await Promise.all((await this.outbox.waiting()).map((answer) => this.keyOf(answer.attempt)));
    this.element.hidden = !known.some(Boolean);
  }

  async save() {
    const answers = [];
    for (const { attempt, id, body } of await this.outbox.waiting()) {
      const key = await this.keyOf(attempt);
      if (!key) continue; // from before the page gave keys
      const mac = encoded(await crypto.subtle.sign("HMAC", key, utf8(`${attempt}|${id}|${body}`)));
      answers.push({ attempt, id, body, mac });
    }
    const content = utf8(JSON.stringify({ answers: answers.slice(0, MAX_ANSWERS) }));
    const text = await sealedText(FORMAT, VERSION, this.element.dataset.serverKey, content);
    download(new Blob([text], { type: "application/json" }), NAME);
  }
}
