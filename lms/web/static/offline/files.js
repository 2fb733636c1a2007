/* Files on the page that keeps a course. What waits goes into a sealed one, for somebody who carries it to where there
   is a network; nothing is deleted by that, and the receipts come when this phone sends the same entries itself. The
   course comes from a signed one. */

const FORMAT = "payung-outbox", VERSION = 1, NAME = "payung-outbox.txt"; // of the types that phones share, .txt is one
const MAX_ENTRIES = 500, MAX_BYTES = 700_000; // in one file, before it is sealed
const store = self.payungStore;
const box = document.querySelector("[data-export]");
const list = document.querySelector("[data-outbox]");
const sealing = () => import("../answers/file.js"); // when a file is made
const part = (name) => box.querySelector(`[data-${name}]`);

/* The oldest entries first; what is over the limit goes into a file of its own later. */
function fitting(entries) {
  let size = 0;
  return entries.slice(0, MAX_ENTRIES).filter((entry) => {
    size += new Blob([JSON.stringify(entry)]).size + 1;
    return size <= MAX_BYTES;
  });
}

/* The text of the file; `entries` are as the worker would send them. */
async function outboxFile(person, entries, { key, secret }) {
  const { hmacKey, joined, labelOf, sealedText, utf8 } = await sealing();
  const content = utf8(JSON.stringify({ person, entries }));
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret), joined(labelOf(FORMAT, VERSION), content));
  return sealedText(FORMAT, VERSION, key, joined(new Uint8Array(mac), content));
}

const waiting = async () => (await store.entries()).filter(({ answer }) => !/done|refused/.test(answer?.code ?? ""));

const say = (text, values = {}) => {
  part("export-state").textContent = text.replace(/{(\w+)}/g, (_whole, name) => values[name]);
};

/* What this person's phone seals with, which comes with the state of any course that it keeps. */
const seal = async () => (await store.state(location.pathname.split("/")[2]))?.seal;

async function make() {
  const [person, facts, all] = await Promise.all([store.person(), seal(), waiting()]);
  if (!person || !facts) throw new Error("signed-out");
  const entries = fitting(all.map(({ number, at, answer, ...entry }) => entry));
  const text = await outboxFile(person, entries, facts);
  return { file: new File([text], NAME, { type: "text/plain" }), count: entries.length, all: all.length };
}

async function give(how) {
  try {
    const { file, ...counts } = await make();
    await how(file);
    say(box.dataset.made, counts);
  } catch (/** @type {any} */ error) {
    if (error.name !== "AbortError") say(box.dataset.failed); // not if somebody has closed the list of apps
  }
}

/* Shown while something waits; the script of the page says how much. */
export async function offer() {
  const count = (await waiting().catch(() => [])).length;
  box.hidden = count === 0 || !crypto.subtle;
  const isPossible = count > 0 && Boolean(await seal().catch(() => undefined));
  part("save").hidden = !isPossible;
  part("share").hidden = !isPossible || !navigator.canShare?.({ files: [new File([""], NAME, { type: "text/plain" })] });
  if (count > 0 && !isPossible) say(box.dataset.noKey);
}

part("save").onclick = () => give(async (file) => (await sealing()).download(file, NAME));
part("share").onclick = () => give((file) => navigator.share({ files: [file] }));
new MutationObserver(offer).observe(list, { attributeFilter: ["data-waiting"] });
offer();

/* The course from a file: the script that takes it is read when somebody asks for that. */
const taking = document.querySelector("[data-take]");
const taker = () => import("./take.js");
const takingPart = (name) => taking.querySelector(`[data-${name}]`);
const sayTaken = (name) => { takingPart("take-state").textContent = taking.dataset[name]; };

async function offerTaking() {
  const isReady = await caches.match(location.pathname, { cacheName: `course-${taking.dataset.take}` });
  taking.hidden = false;
  takingPart("prepare").hidden = isReady !== undefined;
  if (isReady) sayTaken("ready");
}

if (taking && navigator.serviceWorker && self.DecompressionStream) {
  takingPart("file").onchange = async ({ target }) => {
    sayTaken("checking");
    sayTaken(await taker().then(({ take }) => take(target.files[0])).catch(() => "failed"));
    target.value = "";
  };
  takingPart("prepare").onclick = () => taker().then(({ prepare }) => prepare()).then(offerTaking).catch(() => sayTaken("failed"));
  offerTaking().catch(() => {}); // a browser that keeps nothing
}
