/* The part of the service worker that answers for kept courses. A phone without a kept course is left alone. */
const COURSE_PATH = /^\/courses\/([\w-]{1,20})(?:\/|$)/;
const SENT = /^\/courses\/[\w-]+\/(?:(unit)s\/[0-9a-f-]{36}\/[a-z_]+|lessons\/[\w-]+\/(?:(finish)|steps\/[\w-]+\/(skip)))$/;
const VISITED = /^\/courses\/[\w-]+\/lessons\/[\w-]+(?:\/steps\/[\w-]+)?$/;
const SIGN_OUT = /^\/(sign-out|account\/(?:sign-out-everywhere|erase))$/;
const LATE = /^\/v(?:erify|\/)|\/print\b/i; // from the server, however late, or not at all
const NEVER = /^\/(?:sign-|admin|credentials|status|issuer|link\/|reset|invitation\/|lti|api)/i; // only the server answers
const LATER = /storage|changed|earlier|server/; // reasons that pass
/** @type {Record<number, string>} */
const ALONE = { 400: "held", 413: "refused", 422: "refused", 500: "held" }; // the code of an entry that is sent alone, by status
const LEAVING = ["/catatan", "/notes"];
const HASTE = 3000; // ms; a server that takes longer counts as away
const AWAY = 30000; // ms for which it counts so
const BATCH = 50;
const FRESH = 60000; // ms between two looks at the state of the learner, and two tries of an entry at which the server fails
const now = () => performance.now(); // the clock of the phone may be changed meanwhile
let awayUntil = 0, retryAt = 0, stateAt = -FRESH;
/** @type {Promise<any>} */
let turn = Promise.resolve();
const store = self.payungStore;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && SIGN_OUT.test(address.pathname)) return event.respondWith(signOut(request));
  if (changesSession(request, address)) event.waitUntil(sessionChanges());
  if (request.method === "POST") {
    const kind = SENT.exec(address.pathname)?.slice(1).find(Boolean);
    if (kind) event.respondWith(storeForm(request, kind, address.pathname));
    return;
  }
  if (request.method !== "GET" || isOfScanner(address.pathname) || NEVER.test(address.pathname)) return;
  if (request.mode === "navigate") event.respondWith(LATE.test(address.pathname) ? orAway(request) : page(event, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(fileOfPack(request));
});

self.addEventListener("message", (event) => {
  if (!/^send/.test(event.data)) return;
  if (event.data === "send now") awayUntil = retryAt = 0; // somebody has asked, or the phone says that there is a network
  event.waitUntil(send(event.ports.length).then((result) => event.ports[0]?.postMessage(result)));
});

/** @type {(path: string) => boolean} */
const isOfScanner = (path) => [...FILE_ADDRESSES, ...SUPPLY_ADDRESSES, ...PRIVATE_ADDRESSES].includes(path);
/** @type {(path: string) => string} */
const courseOf = (path) => COURSE_PATH.exec(path)?.[1] ?? "";
/** @type {(...codes: string[]) => Promise<StoredEntry[]>} */
const without = async (...codes) => (await store.entries()).filter(({ answer }) => !answer || !codes.includes(answer.code));
const waitingEntries = () => without("refused", "done");
/** @type {(entry: { path: string }) => string} */
const targetOf = ({ path }) => path.split("/")[4]; // a unit or a lesson
/** @type {(request: Request) => Promise<Response>} */
const orAway = (request) => fetch(request).catch(() => elsewhere());
/* A form that is not in the outbox: the page without a signal would say that nothing is lost. */
/** @type {(request: Request) => Promise<Response>} */
const orNotSaved = (request) => fetch(request).catch(async () => await caches.match("/offline/not-saved") ?? Response.error());

/* Who is here may change: nothing of the last person is shown until the server has said who it is. */
async function sessionChanges() {
  stateAt = -FRESH;
  await store.setPerson(undefined).catch(() => {});
}

/* What has not arrived would be lost: it is sent first, or a page asks. Then nothing of this person stays here. */
/** @type {(request: Request) => Promise<Response>} */
async function signOut(request) {
  const copy = request.clone();
  const person = await store.person().catch(() => undefined);
  const isErasure = request.url.endsWith("/erase");
  const isDecided = isErasure || new URLSearchParams(await request.text()).has("unsent");
  const isUnsent = async () => (await without("done")).length;
  if (person && !isDecided && await isUnsent()) await send();
  const asks = person && !isDecided && await isUnsent();
  const answer = await (asks ? fetch("/offline/unsent").then(() => Response.redirect("/offline/unsent", 303)) : fetch(copy)).catch(() => null);
  if (answer === null) { // the session goes on, but whoever is here next sees nothing
    await sessionChanges();
    return elsewhere();
  }
  if (answer.type !== "opaqueredirect") return answer; // still signed in
  if (isErasure && await whoIsHere().then(() => true, ({ message }) => message !== "signed-out")) return answer;
  await sessionChanges();
  if (person) await store.forget(person).catch(() => {});
  return answer;
}

/* From the server if it answers in time; it counts as away for a while if not. */
/** @type {(request: RequestInfo, patience?: number) => Promise<Response>} */
async function ask(request, patience = HASTE) {
  if (now() < awayUntil) throw new Error("away");
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error("server")), patience);
  try {
    const answer = await fetch(request, { signal: over.signal });
    if (answer.status === 502 || answer.status === 504) throw new Error("server");
    return answer;
  } catch (error) {
    awayUntil = now() + AWAY;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @type {(path: string) => Promise<Response | undefined>} */
async function kept(path) {
  const course = courseOf(path);
  const answer = await caches.match(path, { ignoreSearch: true, ignoreVary: true, ...(course && { cacheName: `course-${course}` }) });
  const isPacked = answer?.body && answer.headers.has("Payung-Packed");
  return isPacked ? new Response(answer.body.pipeThrough(new DecompressionStream("gzip")), answer) : answer;
}

/** @type {(event: FetchEvent, address: URL) => Promise<Response>} */
async function page(event, address) {
  const path = address.pathname;
  const course = courseOf(path);
  const pack = course ? await store.pack(course).catch(() => undefined) : undefined;
  const copy = await kept(pack?.starts[path] ? await resume(path, course, pack) : path);
  if (copy === undefined && !pack && !LEAVING.includes(path)) return orAway(event.request);
  try {
    if (pack && (await waitingEntries().catch(() => [])).length) await send(); // first what was done before
    const answer = await ask(pack ? withOutbox(event.request) : event.request);
    if (pack) event.waitUntil(inTurn(() => refresh(course)).catch(() => {}));
    return answer;
  } catch {
    const start = pack?.starts[path];
    if (start) return Response.redirect(await resume(path, course, pack), 303);
    if (pack && VISITED.test(path)) event.waitUntil(visit(path, pack));
    return copy ?? elsewhere(path, pack);
  }
}

/* The server then writes forms that can be answered here, should the network go meanwhile. */
/** @type {(request: Request) => Request} */
function withOutbox({ url, referrer }) {
  return new Request(url, { headers: { Accept: "text/html", "Payung-Outbox": "1" }, redirect: "manual", referrer });
}

/* The step of a lesson at which the learner goes on. */
/** @type {(path: string, course: string, pack: KeptPack) => Promise<string>} */
async function resume(path, course, pack) {
  const own = await store.state(course).catch(() => undefined);
  const step = own?.lessons[path.split("/")[4]]?.step;
  const address = `${path}/steps/${step}`;
  return step && await kept(address) ? address : pack.starts[path];
}

/** @type {(path?: string, pack?: KeptPack) => Promise<Response>} */
async function elsewhere(path = "", pack) {
  const own = pack && await kept(`/courses/${courseOf(path)}/offline`);
  return own ?? await caches.match("/offline") ?? (pack ? new Response("Tidak ada sinyal. No signal.") : Response.error()); // the browser may have deleted its cache
}

/* A page that was read is one entry, however often it is read. */
/** @type {(path: string, pack: KeptPack) => Promise<void>} */
async function visit(path, { version }) {
  const visits = (await store.entries()).filter(({ kind }) => kind === "visit");
  if (visits.at(-1)?.path === path) return;
  await store.add({ id: crypto.randomUUID(), kind: "visit", path, fields: {}, version }).catch(() => {});
}

/* A form of a kept page is stored with an id before it is sent, so that it can arrive once only. */
/** @type {(request: Request, kind: string, path: string) => Promise<Response>} */
async function storeForm(request, kind, path) {
  const course = courseOf(path);
  const copy = request.clone();
  const isKept = request.referrer && await kept(new URL(request.referrer).pathname) && await store.person().catch(() => {});
  /** @type {Record<string, string[]>} */
  const fields = {};
  for (const [name, value] of new URLSearchParams(await request.text())) {
    if (name !== "csrf_token") (fields[name] ??= []).push(value);
  }
  /* One with `at` is a question of an earlier lesson, which the server leads back to this page. */
  if (!isKept || fields.at) return orNotSaved(copy);
  /** @type {OutboxEntry} */
  const entry = { id: crypto.randomUUID(), kind, path, fields };
  try {
    if (kind === "unit") entry.seen_version = await seenVersion(course, path); // a unit names its version by its id
    else entry.version = (await store.pack(course))?.version;
    await store.add(entry); // first: an older text goes only when this one is stored
    if (fields.keep) await store.dropAll((other) => other.path === path && other.fields.keep && other.id !== entry.id);
  } catch {
    return orNotSaved(copy); // the phone is full: the server may still accept it
  }
  await send();
  const stored = (await store.entries()).find(({ id }) => id === entry.id);
  const answer = stored?.answer;
  const isShown = answer?.code === "refused" || (answer?.code === "held" && !LATER.test(answer.reason ?? ""));
  if (stored && isShown) return again(stored.number, entry);
  return Response.redirect(answer?.next || await pageAfter(path, kind, course, request), 303);
}

/* The number of forms that a block had received when this one was written, of those that count. */
/** @type {(course: string, path: string) => Promise<number>} */
async function seenVersion(course, path) {
  const own = await store.state(course);
  const writes = (await without("refused")).filter((entry) => entry.path === path);
  return (own?.units[path.split("/")[4]]?.revision ?? 0) + writes.length;
}

/* The server shows what is wrong with a form: nothing was stored, so the form itself is sent. */
/** @type {(number: number, entry: OutboxEntry) => Promise<Response>} */
async function again(number, { path, fields }) {
  try {
    const person = await store.person();
    const body = new URLSearchParams(Object.entries(fields).flatMap(([name, list]) => list.map((value) => [name, value])));
    const here = await whoIsHere();
    if (here.person !== person) throw new Error("server");
    body.set("csrf_token", here.token);
    const answer = await ask(new Request(path, { method: "POST", body, redirect: "manual" }));
    await store.drop(number);
    return answer;
  } catch {
    return elsewhere(path, await store.pack(courseOf(path)));
  }
}

/** @type {(path: string, kind: string, course: string, request: Request) => Promise<string>} */
async function pageAfter(path, kind, course, { referrer }) {
  return (kind === "unit" ? referrer : (await store.pack(course))?.after[path]) || `/courses/${course}`;
}

/* What the server knows of the learner. Entries that have arrived count beside the last state until it holds them. */
/** @type {(course: string) => Promise<void>} */
async function refresh(course) {
  if (now() - stateAt < FRESH) return;
  stateAt = now();
  const arrived = (await store.entries()).filter(({ answer, path }) => answer?.code === "done" && courseOf(path) === course);
  const answer = await fetch(`/courses/${course}/offline/state.json`, { redirect: "error" });
  if (!answer.ok) return;
  await store.setState(await answer.json());
  for (const { number } of arrived) await store.drop(number);
}

/* Tasks with the server, one after the other, however many pages ask. */
/** @type {<T>(task: () => Promise<T>) => Promise<T>} */
function inTurn(task) {
  turn = turn.then(task, task);
  return turn;
}

/* Sends what waits, oldest first; asks who is here if nothing waits, but somebody wants to know. */
/** @type {(isAsked?: number) => Promise<{ problem?: string }>} */
const send = (isAsked) => inTurn(async () => {
  try {
    if (isAsked) await whoIsHere();
    const person = await store.person(), rows = await waitingEntries();
    const isPaused = retryAt > now();
    const held = new Set(rows.filter(({ answer }) => isPaused && answer?.reason === "server").map(targetOf));
    while (rows.length) await sendBatch(person, rows.splice(0, BATCH), held);
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "" };
  }
});

/* Asks who is signed in. What waits of somebody else stays, and is neither shown nor sent. */
/** @type {() => Promise<{ token: string, person: string }>} */
async function whoIsHere() {
  const asked = await ask("/sync");
  if (asked.redirected || asked.status === 401) throw new Error("signed-out");
  if (!asked.ok) throw new Error("server");
  const { token, person } = await asked.json();
  if (person !== await store.person()) await store.setPerson(person);
  return { token, person };
}

/* The server refuses a batch of another person than the one who is signed in. What is held holds what follows on its
   unit or lesson, also if they are not sent together. */
/** @type {(person: string | undefined, rows: StoredEntry[], held: Set<string>) => Promise<void>} */
async function sendBatch(person, rows, held) {
  const batch = rows.filter((row) => !held.has(targetOf(row)));
  if (!batch.length) return;
  const { token } = await whoIsHere();
  const entries = batch.map(({ number, at, answer, ...entry }) => entry);
  const reply = await ask(new Request("/sync", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ person, entries }),
  }), 4 * HASTE);
  const alone = ALONE[reply.status];
  if (alone && batch.length > 1) { // because of one of them, which is found by sending them singly
    for (const row of batch) await sendBatch(person, [row], held);
    return;
  }
  if (alone === "held") retryAt = now() + FRESH;
  if (!alone && !reply.ok) throw new Error(reply.status === 401 ? "signed-out" : "server");
  const results = alone ? [{ id: batch[0].id, code: alone, reason: "server" }] : (await reply.json()).results;
  for (const { id, code, ...answer } of results) {
    const row = batch.find((entry) => entry.id === id);
    if (!row) continue;
    if (code === "held") held.add(targetOf(row));
    await store.mark(row.number, { ...answer, code: code === "id-used" ? "done" : code });
  }
}

/* The pack owns the files that its pages name: a new release must not take them away. */
/** @type {(request: Request) => Promise<Response>} */
const fileOfPack = async (request) => await caches.match(request) ?? fetch(request);
