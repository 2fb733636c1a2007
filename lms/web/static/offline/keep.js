/* The page that keeps a course on the phone: download with pause and resume, deletion, and what waits to be sent. */
const store = self.payungStore;
const box = document.querySelector("[data-keep-course]");
const course = box?.dataset.keepCourse ?? location.pathname.split("/")[2];
export const base = `/courses/${course}/offline`;
export const cacheName = `course-${course}`;
/** @type {(text: string, values: Record<string, any>) => string} */
const fill = (text, values) => text.replace(/{(\w+)}/g, (_whole, name) => values[name]);
const language = document.documentElement.lang;
const megabytes = (bytes) => (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const HEADERS = ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]; // of each page
/** @type {AbortController | null} */
let running = null;

/* What is on the phone; nothing if the browser has deleted the pages. */
/** @type {() => Promise<KeptPack | undefined>} */
const keptPack = async () => (await caches.has(cacheName) ? store.pack(course) : undefined);

/** @type {(signal: AbortSignal, progress: (done: number, all: number) => void) => Promise<void>} */
async function download(signal, progress) {
  /** @type {PackManifest} */
  const manifest = await json(`${base}/manifest.json`, signal);
  await (await caches.open("away")).addAll(manifest.away); // these stay when the course is deleted
  const source = {
    add: (cache, url) => cache.add(new Request(url, { signal })),
    pages: (url) => json(url, signal),
    end: async () => store.setState(await json(`${base}/state.json`, signal)),
  };
  await keep(manifest, await fetched(base, signal), source, progress);
}

/* Parts and files that are already here are not read again; those of an older pack go at the end. */
/** @type {(manifest: PackManifest, page: Response, source: PackSource, progress?: (done: number, all: number) => void) => Promise<void>} */
export async function keep(manifest, page, source, progress) {
  const before = await keptPack();
  const cache = await caches.open(cacheName);
  const known = new Set(before?.parts ?? []);
  const paths = before?.paths ?? {};
  let done = 0;
  const count = (more) => { done += more; progress?.(done, size); };
  const { id, version, language, size, starts, after } = manifest;
  const save = (isWhole) => store.setPack(course, {
    id, version, language, size, starts, after, parts: [...known], paths, isWhole, done, at: Date.now(),
  });
  for (const file of manifest.files) {
    if (await cache.match(file.url) === undefined) await source.add(cache, file.url);
    count(file.size);
  }
  const headers = HEADERS.map((name) => [name, page.headers.get(name)]);
  await cache.put(base, page);
  for (const { url, size: own } of manifest.parts) {
    if (!known.has(url)) {
      const pages = await source.pages(url);
      for (const [path, html] of Object.entries(pages)) await cache.put(path, packed(html, headers));
      paths[url] = Object.keys(pages);
      known.add(url);
      await save(false);
    }
    count(own);
  }
  await removeOld(cache, manifest, known, paths);
  await source.end?.();
  await save(true);
}

/* A page takes a fifth of the room where the browser can compress. */
/** @type {(html: string, headers: any[]) => Response} */
function packed(html, headers) {
  if (!self.CompressionStream) return new Response(html, { headers });
  const body = new Blob([html]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(body, { headers: [...headers, ["Payung-Packed", "gzip"]] });
}

/** @type {(cache: Cache, manifest: PackManifest, known: Set<string>, paths: Record<string, string[]>) => Promise<void>} */
async function removeOld(cache, manifest, known, paths) {
  const current = new Set(manifest.parts.map(({ url }) => url));
  const stays = new Set(manifest.parts.flatMap(({ url }) => paths[url]));
  for (const url of [...known].filter((name) => !current.has(name))) {
    for (const path of paths[url].filter((name) => !stays.has(name))) await cache.delete(path);
    known.delete(url);
    delete paths[url];
  }
  const files = new Set(manifest.files.map(({ url }) => url));
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname.startsWith("/static/") && !files.has(pathname)) await cache.delete(pathname);
  }
}

/** @type {(url: string, signal?: AbortSignal) => Promise<Response>} */
export async function fetched(url, signal) {
  const answer = await fetch(url, { signal, redirect: "error" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

/** @type {(url: string, signal?: AbortSignal) => Promise<any>} */
export const json = async (url, signal) => (await fetched(url, signal)).json();

const element = (name) => box.querySelector(`[data-${name}]`);
const say = (text) => { element("state").textContent = text; };

/** @type {(shown: { start?: boolean, pause?: boolean, remove?: boolean, bar?: number }) => void} */
function show({ start = false, pause = false, remove = false, bar }) {
  element("start").hidden = !start;
  element("pause").hidden = !pause;
  element("delete").hidden = !remove;
  const progress = box.querySelector("progress");
  progress.hidden = bar === undefined;
  if (bar !== undefined) progress.value = 100 * bar;
}

export async function describe() {
  const pack = await keptPack();
  const manifest = await json(`${base}/manifest.json`).catch(() => null);
  const { dataset } = box;
  if (manifest) element("start").textContent = fill(dataset.size, { size: megabytes(manifest.size) });
  if (pack?.isWhole) {
    const day = new Date(pack.at).toLocaleDateString(language, { dateStyle: "long" });
    const isOld = manifest && manifest.id !== pack.id;
    say(isOld ? dataset.older : fill(dataset.kept, { day, all: megabytes(pack.size) }));
    show({ start: isOld, remove: true });
  } else if (pack) {
    say(fill(dataset.paused, { done: megabytes(pack.done), all: megabytes(pack.size) }));
    show({ start: manifest !== null, remove: true, bar: pack.done / pack.size });
  } else {
    say(dataset.none);
    show({ start: manifest !== null });
  }
}

async function start() {
  running = new AbortController();
  const { dataset } = box;
  show({ pause: true, bar: 0 });
  try {
    navigator.storage?.persist?.(); // Firefox asks, and the answer may never come
    await download(running.signal, (done, all) => {
      say(fill(dataset.running, { done: megabytes(done), all: megabytes(all) }));
      show({ pause: true, bar: done / all });
    });
    await describe();
  } catch (/** @type {any} */ error) {
    await describe();
    if (error.name === "QuotaExceededError") say(dataset.full);
    else if (!running.signal.aborted) say(dataset.failed);
  }
  running = null;
}

async function remove() {
  await caches.delete(cacheName);
  await store.dropPack(course);
  await describe();
}

/* What waits to be sent. */
const written = (time) => new Date(time).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
const outbox = document.querySelector("[data-outbox]");

const waiting = async () => (await store.entries()).filter(({ answer }) => answer?.code !== "done");

/* The page of an entry; forms of the plan name their part, other activities stand on many pages. */
/** @type {(kind: string, path: string, part?: string) => string} */
function pageOf(kind, path, part) {
  if (kind !== "unit") return path.replace(/\/(?:finish|skip|[0-9a-f-]{36})$/, "");
  const [, , code] = path.split("/");
  return `/courses/${code}${part === undefined ? "" : `/plan/${part}`.replace(/\/$/, "")}`;
}

/** @type {(problem?: string) => Promise<void>} */
async function list(problem) {
  const { dataset } = outbox;
  const entries = await waiting();
  const items = entries.map(({ kind, path, fields, at, answer }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = pageOf(kind, path, fields.part?.[0]);
    link.textContent = dataset[kind];
    const state = answer && dataset[answer.code];
    item.append(link, ` · ${written(at)}${state ? `, ${state}` : ""}`);
    return item;
  });
  const count = entries.length;
  outbox.querySelector("[data-entries]").replaceChildren(...items);
  outbox.querySelector("[data-send]").hidden = count === 0;
  const why = problem === "signed-out" ? dataset.signedOut : fill(dataset[problem ?? ""] ?? dataset.away, { time: written(Date.now()) });
  outbox.querySelector("[data-sign-in]").hidden = problem !== "signed-out" || count === 0;
  const text = count === 0 ? dataset.none : fill(dataset.some, { count });
  outbox.querySelector("[data-state]").textContent = count && problem ? `${text} ${why}` : text;
  dataset.waiting = count;
}

const RETRY = 30000; // ms

function send() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return list(); // just registered, or none is possible
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => list(data.problem);
  worker.postMessage("send now", [port2]);
}

/* The name of the sentence on why nothing can be kept here; nothing if something can. */
async function obstacle() {
  if (!isSecureContext) return "insecure";
  try {
    await navigator.serviceWorker.register("/service-worker.js");
  } catch (error) {
    return error instanceof TypeError && navigator.serviceWorker ? "failed" : "refused"; // TypeError: no network
  }
  return store.pack(course).then(() => undefined, () => "broken");
}

async function begin() {
  const problem = await obstacle();
  if (box) {
    element("start").onclick = start;
    element("pause").onclick = () => running?.abort();
    element("delete").onclick = remove;
    if (problem) say(box.dataset[problem]);
    else await describe();
  }
  if (problem) return list().catch(() => {});
  outbox.querySelector("[data-send]").onclick = send;
  send();
  setInterval(async () => { if ((await waiting()).length) send(); }, RETRY);
  addEventListener("online", send);
}

begin();
