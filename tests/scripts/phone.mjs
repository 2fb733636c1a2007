/* A phone in node: the real store and worker, an IndexedDB in memory, and a server that a test writes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const root = new URL("../../", import.meta.url);
const packages = createRequire(new URL(".test-env/scripts/", root));
const { IDBFactory, IDBKeyRange } = packages("fake-indexeddb");
const timeout = setTimeout;
const ORIGIN = "https://payung.example";
const script = (name) => readFileSync(fileURLToPath(new URL(`lms/web/static/offline/${name}.js`, root)), "utf8");
const absolute = (request) => (typeof request === "string" ? new URL(request, ORIGIN).href : request);

/* Requests of browsers may have an address without a host. */
class OwnRequest extends Request {
  constructor(request, options) { super(absolute(request), options); }
}

class OwnCache {
  pages = new Map();

  key(request) { return new URL(request.url ?? request, ORIGIN).pathname; }

  async match(request) { return this.pages.get(this.key(request))?.clone(); }

  async put(request, answer) { this.pages.set(this.key(request), answer); }

  async delete(request) { return this.pages.delete(this.key(request)); }

  async keys() { return [...this.pages.keys()].map((path) => ({ url: ORIGIN + path })); }

  async addAll(list) { for (const path of list) this.pages.set(path, new Response(path)); }

  async add(request) { return this.addAll([this.key(request)]); }
}

class OwnCaches {
  all = new Map();

  async open(name) {
    if (!this.all.has(name)) this.all.set(name, new OwnCache());
    return this.all.get(name);
  }

  async has(name) { return this.all.has(name); }

  async match(request) {
    for (const cache of this.all.values()) {
      const answer = await cache.match(request);
      if (answer) return answer;
    }
    return undefined;
  }
}

/* The globals that scripts share; `server(path, options)` answers each request. */
function globalsOf(server) {
  const globals = {
    AbortController, Blob, CompressionStream, DecompressionStream, Event, MessageChannel, Response, TextDecoder, TextEncoder, URL,
    URLSearchParams, clearTimeout, console, crypto, performance, setTimeout,
    Request: OwnRequest,
    IDBKeyRange,
    indexedDB: new IDBFactory(),
    caches: new OwnCaches(),
    location: new URL(ORIGIN),
    isSecureContext: false,
    addEventListener() {},
    setInterval() {},
    async fetch(request, options = {}) {
      const { pathname } = new URL(request.url ?? request, ORIGIN);
      const method = request.method ?? options.method ?? "GET";
      const body = method === "POST" ? JSON.parse(await request.text()) : undefined;
      return server(pathname, { method, body });
    },
  };
  return Object.assign(globals, { self: globals, window: globals });
}

/* The globals of a worker, after its scripts. */
export function workerOf(server = () => new Response("", { status: 503 })) {
  const context = createContext({ ...globalsOf(server), FILE_ADDRESSES: [], SUPPLY_ADDRESSES: [], PRIVATE_ADDRESSES: [] });
  context.self = context;
  for (const name of ["store", "worker"]) runInContext(script(name), context);
  return context;
}

/* The globals of the page that keeps a course. */
export function keepingPage(server) {
  const part = { dataset: { keepCourse: "POESA-EL", size: "", running: "", kept: "" }, querySelector: () => part, replaceChildren() {} };
  const document = { querySelector: () => part, documentElement: { lang: "id" } };
  const context = createContext({ ...globalsOf(server), document, navigator: {} });
  context.self = context;
  for (const name of ["store", "keep"]) runInContext(script(name).replace(/^export /gm, ""), context); // no module here
  return context;
}

export const unit = (number) => `/courses/POESA-EL/units/00000000-0000-7000-8000-${String(number).padStart(12, "0")}/decide`;
export const entry = (id, path) => ({ id, kind: "unit", path, fields: {} });

/* The page of what waits, after its scripts: its store and parts, and the files that it has put into the downloads. */
export async function exportingPage(seal, entries) {
  const worker = workerOf();
  const store = worker.payungStore;
  await store.setState({ person: "ratna", course: "POESA-EL", seal });
  for (const one of entries) await store.add(one);
  const parts = Object.fromEntries(["save", "share", "export-state"].map((name) => [name, { dataset: {} }]));
  const dataset = { made: "made {count} of {all}", noKey: "no key", failed: "failed" };
  const box = { dataset, hidden: true, querySelector: (selector) => parts[selector.slice("[data-".length, -1)] };
  const files = [];
  Object.assign(globalThis, {
    self: { payungStore: store },
    location: { pathname: "/courses/POESA-EL/offline" },
    document: {
      querySelector: (selector) => (selector === "[data-export]" ? box : {}),
      createElement: () => ({ click() {} }),
    },
    MutationObserver: class { observe() {} },
  });
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  globalThis.setTimeout = (task, delay) => timeout(task, delay).unref(); // no test waits until a file is let go
  URL.createObjectURL = (file) => { files.push(file); return ""; };
  URL.revokeObjectURL = () => {};
  const pages = new URL("lms/web/static/offline/files.js", root);
  pages.search = `${Math.random()}`; // the module once more
  const page = await import(pages.href);
  await page.offer();
  return { box, files, parts, store, press: (name) => parts[name].onclick() };
}
