/* Takes a course from a signed file, for the page that keeps it. Signature and hashes of all parts are checked before
   anything is stored; then it is on the phone as after a download. */
import { base, cacheName, describe, fetched, json, keep } from "./keep.js";

const SENTENCES = ["foreign", "signer", "damaged", "other"]; // on why a file is not taken
const FILE = /"(\/static\/[^"]+)"/g;
const store = self.payungStore;
const box = document.querySelector("[data-take]");
const unpacked = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));

/* The manifest of a file, and its bodies by address. Throws the name of a sentence. */
async function checked(file) {
  const { decoded, utf8 } = await import("../answers/file.js");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let start = bytes.indexOf(10) + 1;
  const head = await new Response(bytes.subarray(0, start)).json().catch(() => null);
  if (head?.format !== "payung-pack") throw new Error("foreign");
  const [kid, point] = box.dataset.key.split(".");
  if (head.key !== kid) throw new Error("signer");
  const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const signer = await crypto.subtle.importKey("raw", decoded(point), curve, false, ["verify"]);
  const text = utf8(`payung-pack 1|${head.manifest}`);
  if (!await crypto.subtle.verify(curve, signer, decoded(head.signature), text)) throw new Error("damaged");
  const manifest = JSON.parse(head.manifest);
  if (manifest.version !== box.dataset.version) throw new Error("other");
  const bodies = new Map();
  for (const { url, size, sha256 } of [...manifest.parts, ...manifest.files]) {
    const body = bytes.subarray(start, start += size);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    if (`${hash}` !== `${decoded(sha256)}`) throw new Error("damaged");
    bodies.set(url, body);
  }
  if (start !== bytes.length) throw new Error("damaged");
  return { manifest, bodies };
}

const filesOf = (html) => [...html.matchAll(FILE)].map(([, url]) => url);

/* Stores this page with its files, and what the server knows of the learner. */
export async function prepare() {
  const page = await fetched(base);
  await store.setState(await json(`${base}/state.json`));
  await (await caches.open("away")).addAll(box.dataset.away.split(" "));
  const cache = await caches.open(cacheName);
  await cache.addAll(new Set(filesOf(await page.clone().text())));
  await cache.put(base, page);
}

async function storeAll({ manifest, bodies }) {
  await prepare().catch(() => {}); // without a network it is as it was
  const page = /** @type {Response} */ (await caches.match(base, { cacheName }));
  const types = new Map(manifest.files.map(({ url, type }) => [url, type]));
  /* Files of this page stay, which may be of another release. */
  const files = [...manifest.files, ...filesOf(await page.clone().text()).map((url) => ({ url, size: 0 }))];
  await keep({ ...manifest, files }, page, {
    add: async (cache, url) => cache.put(url, new Response(await unpacked(bodies.get(url)).blob(), { headers: { "Content-Type": types.get(url) } })),
    pages: (url) => unpacked(bodies.get(url)).json(),
  });
}

/* Takes the course, and gives the name of the sentence about it. */
export async function take(file) {
  try {
    await storeAll(await checked(file));
    await describe();
    return "taken";
  } catch (/** @type {any} */ { name, message }) {
    if (name === "QuotaExceededError") return "full";
    return SENTENCES.includes(message) ? message : "failed";
  }
}
