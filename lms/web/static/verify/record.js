/* Compares the signed claims of a code with the record that the page shows. Any difference counts. */
import { checkCode } from "./check.js";
import { canonicalNumber } from "./code.js";
import { dayOf } from "./days.js";
import { readKeys } from "./known_keys.js";

const FIELDS = ["name", "courseCode", "level", "issuedAt", "expiresAt"];
const MOMENTS = ["issuedAt", "expiresAt"];
const SIGNED = ["genuine", "expired", "specimen", "online-only"];

export async function compareWithRecord(card, payload) {
  const known = readKeys(await (await fetch(card.dataset.keys)).json());
  const verdict = await checkOnAnyHost(payload, known);
  card.dataset.code = verdict.outcome;
  if (!SIGNED.includes(verdict.outcome)) return showHead(card, "forged");
  if (card.dataset.record === undefined) return undefined; // the page names no holder
  const record = JSON.parse(card.dataset.record);
  const differing = FIELDS.filter((field) => verdict.claims[field] !== record[field]);
  if (differing.length) return showDifferences(card, differing, verdict.claims);
  return showAgreement(card, verdict.outcome);
}

/* The paper names the host of its day; the page may stand on a later one. */
async function checkOnAnyHost(payload, { hosts, keys }) {
  const number = canonicalNumber(decodeURIComponent(location.pathname.split("/").pop() ?? ""));
  const now = Date.now() / 1000;
  let verdict = { outcome: "unreadable" };
  for (const host of [location.host, ...hosts]) {
    const text = `${location.protocol}//${host}/v/${number}#${payload}`;
    verdict = await checkCode(text, { keys, hosts: [host], now });
    if (SIGNED.includes(verdict.outcome)) break;
  }
  return verdict;
}

function showHead(card, code) {
  const head = part(`template[data-head="${code}"]`);
  if (head === null) return;
  card.querySelector(".verdict").replaceWith(head);
  card.querySelector(".verdict").setAttribute("role", "alert");
  const note = part('template[data-note="record"]');
  if (note !== null && code !== "online-only") card.querySelector(".body").prepend(note);
}

function showDifferences(card, fields, claims) {
  card.dataset.code = "differs";
  showHead(card, "differs");
  for (const field of fields) {
    const note = part("template[data-difference]");
    note.querySelector("bdi").textContent = inWords(field, claims[field], card.dataset.zone);
    const place = card.querySelector(`[data-field="${field}"]`);
    (place ?? card.querySelector('[data-field="number"]')).append(note);
  }
}

function showAgreement(card, outcome) {
  if (outcome === "online-only") return showHead(card, outcome);
  return card.after(part('template[data-note="match"]'));
}

function part(selector) {
  return document.querySelector(selector)?.content.cloneNode(true) ?? null;
}

function inWords(field, value, zone) {
  if (value === null) return "–";
  if (MOMENTS.includes(field)) return dayOf(value, zone);
  const { levels } = document.querySelector("template[data-difference]").dataset;
  return field === "level" ? JSON.parse(levels)[value] : value;
}
