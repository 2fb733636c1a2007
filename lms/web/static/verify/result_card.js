/* Draws what the scanner found, from templates that the page carries in both languages. */
import { dayOf } from "./days.js";

const SHOWS_CLAIMS = ["valid", "old-list", "no-list", "expired", "specimen", "online-only"];
const ONLINE_HELPS = [...SHOWS_CLAIMS, "revoked", "suspended", "unknown-key"];
const MOMENTS = ["issuedAt", "expiresAt", "listedOn"];

/** @type {(place: any, found: { code: string, verdict?: any, text?: string, lists?: any, zone?: string }) => void} */
export function showResult(place, { code, verdict, text, lists, zone }) {
  const card = part("template[data-card]");
  card.querySelector("[data-place-of-head]").replaceWith(part(`template[data-verdict-for="${code}"]`));
  const facts = card.querySelector("[data-facts]");
  for (const [name, value] of factsOf(code, verdict, lists)) facts.append(factOf(name, value, zone));
  card.querySelector("[data-compare]").hidden = !SHOWS_CLAIMS.includes(code);
  if (ONLINE_HELPS.includes(code)) offerOnline(card, verdict, text);
  place.replaceChildren(card);
  place.focus();
}

function factsOf(code, verdict, lists) {
  const facts = [];
  if (verdict?.claims && SHOWS_CLAIMS.includes(code)) {
    const { name, courseCode, level, issuedAt, expiresAt } = verdict.claims;
    facts.push(["name", name], ["courseCode", courseCode], ["level", level], ["issuedAt", issuedAt]);
    if (expiresAt !== null) facts.push(["expiresAt", expiresAt]);
  }
  if (verdict?.number) facts.push(["number", verdict.number.replace(/(.{4})(?=.)/g, "$1-")]);
  if (code === "foreign-host") facts.push(["host", verdict.host]);
  if (lists && (verdict?.claims)) facts.push(["listedOn", lists.signedAt]);
  return facts;
}

function factOf(name, value, zone) {
  const fact = part(`template[data-fact="${name}"]`);
  const place = fact.querySelector("[data-value]");
  if (name === "level") place.append(part(`template[data-level="${value}"]`));
  else place.textContent = MOMENTS.includes(name) ? dayOf(value, zone) : value;
  return fact;
}

/* The page of this site, with the signed part, so that the record is compared as well. */
function offerOnline(card, verdict, text) {
  card.querySelector("[data-online-link]").href = `/v/${verdict.number}#${text.split("#")[1]}`;
  card.querySelector("[data-online]").hidden = false;
}

function part(selector) {
  return document.querySelector(selector).content.cloneNode(true);
}
