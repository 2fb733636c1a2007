/* Answers for the scanner, and for a learner's list of certificates, where there is no network.

   Three caches: files, which never change under their name; supplies, which are asked for anew each
   time and kept as they last came; and private pages, which go when anybody signs in or out. The
   scanner is large and kept only on telephones that have opened it. */
"use strict";

const FILES = "files-{{ release }}";
const SUPPLIES = "supplies";
const PRIVATE = "private";
const FILE_ADDRESSES = {{ files|tojson }};
const SUPPLY_ADDRESSES = ["/verify/scan", "/verify/keys.json", "/verify/lists", "/manifest.webmanifest"];
const PRIVATE_ADDRESSES = ["/certificates"];
const SESSION_ADDRESSES = /^\/(sign-|account\/|link\/|reset|admin\/first|invitation\/|lti\/)/; // who is here may change
const CALLBACK = /^\/sign-in\/callback\//; // the answer of a sign-in provider
const SCANNER = "/verify/scan";
const PATIENCE = 4000; // milliseconds; after that what was kept is shown

self.addEventListener("install", (event) => {
  event.waitUntil(prepare());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldFiles().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data !== "keep the scanner") return;
  event.waitUntil(keepScanner().then(() => event.ports[0].postMessage("kept"), () => undefined));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (changesSession(request, address)) event.waitUntil(caches.delete(PRIVATE));
  if (request.method !== "GET") return;
  if (FILE_ADDRESSES.includes(address.pathname)) event.respondWith(fileFor(request));
  else if (SUPPLY_ADDRESSES.includes(address.pathname)) event.respondWith(newest(request, SUPPLIES));
  else if (PRIVATE_ADDRESSES.includes(address.pathname)) event.respondWith(privatePage(request));
});

/** @type {(request: Request, address: URL) => boolean} */
function changesSession({ method }, { pathname }) {
  return (method === "POST" ? SESSION_ADDRESSES : CALLBACK).test(pathname);
}

/* A new release replaces page and files together, or not at all. */
async function prepare() {
  if (await caches.match(SCANNER) !== undefined) await keepScanner({ isNew: true });
  await self.skipWaiting();
}

async function keepScanner({ isNew = false } = {}) {
  const files = await caches.open(FILES);
  await addMissing(files, FILE_ADDRESSES);
  const supplies = await caches.open(SUPPLIES);
  if (isNew) await supplies.addAll(SUPPLY_ADDRESSES);
  else await addMissing(supplies, SUPPLY_ADDRESSES);
}

/** @type {(cache: Cache, addresses: string[]) => Promise<void>} */
async function addMissing(cache, addresses) {
  const found = await Promise.all(addresses.map((address) => cache.match(address, { ignoreVary: true })));
  await cache.addAll(addresses.filter((_address, place) => found[place] === undefined));
}

async function removeOldFiles() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("files-") && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @type {(request: Request) => Promise<Response>} */
async function fileFor(request) {
  return await caches.match(request) ?? keep(request, await fetch(request), FILES);
}

/* From the network if it answers in time, and then kept; else as it was kept. */
/** @type {(request: Request, name: string) => Promise<Response>} */
async function newest(request, name) {
  const kept = await (await caches.open(name)).match(request, { ignoreVary: true, ignoreSearch: true });
  const asked = fetch(request).then((answer) => keep(request, answer, name));
  if (kept === undefined) return request.mode === "navigate" ? asked.catch(() => elsewhere("/")) : asked;
  return Promise.race([asked, after(PATIENCE).then(() => kept)]).catch(() => kept);
}

/* Kept only as it came to somebody who is signed in; a way to the sign-in means that they no longer are. */
/** @type {(request: Request) => Promise<Response>} */
async function privatePage(request) {
  const answer = await newest(request, PRIVATE);
  if (!answer.redirected && answer.type !== "opaqueredirect") return answer;
  await caches.delete(PRIVATE);
  return Response.redirect(`/sign-in?next=${encodeURIComponent(new URL(request.url).pathname)}`, 303);
}

/** @type {(request: Request, answer: Response, name: string) => Promise<Response>} */
async function keep(request, answer, name) {
  if (answer.ok && !answer.redirected) {
    const cache = await caches.open(name);
    await cache.put(new URL(request.url).pathname, answer.clone());
  }
  return answer;
}

/** @type {(milliseconds: number) => Promise<void>} */
function after(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

importScripts({{ store_url|tojson }}, {{ worker_url|tojson }});
