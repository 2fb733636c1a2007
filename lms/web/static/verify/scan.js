/* The scanner page: camera or picture in, one of the prepared answers out; all of it without a network. */
import { lookWithCamera } from "./camera.js";
import { checkCode } from "./check.js";
import { dayOf } from "./days.js";
import { judge } from "./judge.js";
import { openReader } from "./reader.js";
import { showResult } from "./result_card.js";
import { fetchSupplies } from "./supplies.js";

const page = document.querySelector("[data-scanner]");
const find = (name) => document.querySelector(`[data-${name}]`);
let reader = null;
let looking = null;

if (window.isSecureContext) {
  page.hidden = false;
  keepForLater();
  find("start").addEventListener("click", scanWithCamera);
  find("stop").addEventListener("click", () => looking?.abort());
  find("renew").addEventListener("click", showSupplies);
  find("picture").addEventListener("change", scanPicture);
  for (const event of ["online", "offline"]) addEventListener(event, showSupplies);
  await showSupplies();
} else {
  find("insecure").hidden = false;
}

/* Asks the worker to keep this page and all its files; says so once they are there. */
async function keepForLater() {
  if (navigator.serviceWorker === undefined) return;
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  channel.port1.addEventListener("message", () => { find("ready").hidden = false; });
  channel.port1.start();
  active?.postMessage("keep the scanner", [channel.port2]);
}

async function scanWithCamera() {
  looking = new AbortController();
  setLooking(true);
  find("no-camera").hidden = true;
  find("result").replaceChildren();
  try {
    const texts = await lookWithCamera(find("finder"), await openedReader(), looking.signal);
    if (texts !== null) await showTexts(texts);
  } catch {
    find("no-camera").hidden = false; // refused by the person, taken by another app, or none there
  } finally {
    setLooking(false);
  }
}

async function scanPicture(event) {
  const [file] = event.target.files;
  if (!file) return;
  try {
    const read = await openedReader();
    await showTexts(await read(await createImageBitmap(file)));
  } catch {
    await showTexts([]); // not a picture that this browser can draw
  }
  event.target.value = "";
}

async function showTexts(texts) {
  const supplies = await fetchSupplies(page.dataset);
  const place = find("result"), now = Date.now() / 1000;
  if (texts.length === 0) return showResult(place, { code: "no-code" });
  const known = { keys: supplies?.keys ?? new Map(), hosts: supplies?.hosts ?? [location.host], now };
  const checked = await Promise.all([...new Set(texts)].map(async (text) => (
    { text, verdict: await checkCode(text, known) }
  )));
  const ours = checked.filter(({ verdict }) => verdict.outcome !== "unreadable");
  /* a verdict on one of several would pass for all of them */
  if (ours.length > 1) return showResult(place, { code: "several-codes" });
  const { text, verdict } = ours[0] ?? checked[0], lists = supplies?.lists ?? null;
  const code = judge(verdict, lists, now);
  return showResult(place, { code, verdict, text, lists, zone: page.dataset.zone });
}

async function showSupplies() {
  const supplies = await fetchSupplies(page.dataset);
  find("offline").hidden = navigator.onLine;
  if (supplies === null) return;
  showDay("keys-age", supplies.madeAt);
  if (supplies.lists === null) return;
  showDay("lists-age", supplies.lists.signedAt);
  showDay("lists-end", supplies.lists.validUntil);
}

function showDay(name, moment) {
  find(name).textContent = dayOf(moment, page.dataset.zone);
}

async function openedReader() {
  reader ??= await openReader({ script: page.dataset.reader, core: page.dataset.readerCore });
  return reader;
}

function setLooking(isLooking) {
  find("start").hidden = isLooking;
  find("stop").hidden = !isLooking;
}
