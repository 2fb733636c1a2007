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
  active.postMessage("keep the scanner", [channel.port2]);
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
  if (file === undefined) return;
  try {
    const picture = await createImageBitmap(file);
    const read = await openedReader();
    await showTexts(await read(picture));
  } catch {
    await showTexts([]); // not a picture that this browser can draw
  }
  event.target.value = "";
}

async function showTexts(texts) {
  const supplies = await fetchSupplies(page.dataset);
  if (texts.length === 0) return showResult(find("result"), { code: "no-code" });
  const now = Date.now() / 1000;
  const verdicts = await Promise.all(texts.map((text) => checkCode(text, {
    keys: supplies?.keys ?? new Map(), hosts: supplies?.hosts ?? [location.host], now,
  })));
  const best = Math.max(0, verdicts.findIndex((verdict) => verdict.outcome !== "unreadable"));
  const [verdict, lists] = [verdicts[best], supplies?.lists ?? null];
  const code = judge(verdict, lists, now);
  return showResult(find("result"), { code, verdict, text: texts[best], lists, zone: page.dataset.zone });
}

async function showSupplies() {
  const supplies = await fetchSupplies(page.dataset);
  find("offline").hidden = navigator.onLine;
  if (supplies === null) return;
  const { zone } = page.dataset;
  find("keys-age").textContent = dayOf(supplies.madeAt, zone);
  if (supplies.lists === null) return;
  find("lists-age").textContent = dayOf(supplies.lists.signedAt, zone);
  find("lists-end").textContent = dayOf(supplies.lists.validUntil, zone);
}

async function openedReader() {
  reader ??= await openReader({ script: page.dataset.reader, core: page.dataset.readerCore });
  return reader;
}

function setLooking(isLooking) {
  find("start").hidden = isLooking;
  find("stop").hidden = !isLooking;
}
