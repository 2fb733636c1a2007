/* Stores each change of an answer on the phone at once, sends it about 2 s later, and shows its state. The form works
   without. */
import { Outbox, newId } from "./answers/outbox.js";
import { AnswersFile } from "./answers/file.js";
import { AnswerPage, HELD, Sender, UNSENT, fill, stateOf } from "./answers/sender.js";

const OWN = ["csrf_token", "response_id", "seen", "flagged", "go"];
const form = document.querySelector("form[data-attempt]");
const state = form.querySelector("[data-state]");
const page = new AnswerPage(form);
const outbox = new Outbox(page.person);
const file = new AnswersFile(document.querySelector("[data-answers-file]"), outbox);
const here = { attempt: form.dataset.attempt, position: Number(form.dataset.position) };
let draft = null; // what the form shows, until it is acknowledged
let older = 0; // answers to this question that wait before it
let isLeaving = false, wasHidden = false, quiet = 2000; // ms

const isHere = (answer) => answer.attempt === here.attempt && answer.position === here.position;
const isDraft = (answer) => draft !== null && answer.number === draft.number;

/* The answer in a form, as it is sent. */
function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!OWN.includes(name) && value !== "") (fields[name] ??= []).push(value);
  }
  const flagged = form.elements.flagged.checked || undefined; // left out
  return JSON.stringify({ position: Number(form.dataset.position), fields, flagged });
}

/* An answer, as it was given. */
function show(form, body) {
  const { fields, flagged } = JSON.parse(body);
  form.elements.flagged.checked = !!flagged;
  fill(form.querySelectorAll("fieldset [name]"), fields);
}

function say(name, text = form.dataset[name]) {
  if (UNSENT.includes(name)) file.offer();
  else if (name === "received") file.element.hidden = true;
  state.dataset.state = name;
  if (text && state.textContent !== text) state.textContent = text;
}

function tell(meaning, answer, receipt) {
  if (!isHere(answer)) return;
  if (!isDraft(answer)) {
    if (meaning === "received") older = Math.max(0, older - 1);
    return;
  }
  if (meaning === "sending") draft.isTried = true;
  if (meaning === "renamed") draft.id = answer.id;
  else if (meaning === "received") take(answer, receipt);
  else hold(stateOf(meaning, draft.place));
}

/* A held draft is not sent as the page is left. */
function hold(meaning) {
  if (HELD.includes(meaning)) draft.held = meaning;
  say(meaning);
}

function take(answer, receipt) {
  if (receipt.sequence !== null) form.elements.seen.value = receipt.sequence;
  if (draft.body !== answer.body) return; // changed while it was on its way
  draft = null;
  document.querySelector("[data-carried]")?.remove(); // "not saved yet" is no longer true
  say(receipt.state, receipt.text);
}

const sender = new Sender(outbox, page, tell);

/* Changes a draft that was not sent yet; else starts another. */
async function note() {
  if (draft === null || draft.isTried) {
    if (draft !== null) older += 1;
    draft = { ...here, id: newId(), writing: Promise.resolve() };
  }
  const noted = draft;
  noted.body = read(form);
  noted.writing = noted.writing.then(() => outbox.note(noted));
  await noted.writing;
  if (draft === noted && !noted.isTried) say(noted.place);
  sender.soon(quiet);
}

/* Answers on the phone are newer than those on the server. */
async function resume() {
  const mine = (await outbox.waiting()).filter(isHere);
  if (mine.length && draft === null) {
    draft = { ...mine.at(-1), isTried: true, place: "phone" };
    older = mine.length - 1;
    show(form, draft.body);
    say(draft.held ?? "phone");
  }
  await sender.flush();
}

/* Shows the answer of another device if it is newer. */
async function compare() {
  const there = (await page.fresh())?.querySelector("form[data-attempt]");
  if (!there || draft !== null || there.dataset.person !== page.person) return;
  if (Number(there.elements.seen.value) <= Number(form.elements.seen.value)) return;
  show(form, read(there));
  form.elements.seen.value = there.elements.seen.value;
  say("changed");
}

/* Does not overtake older answers to the question. */
function leave() {
  if (draft === null || isLeaving || draft.held || (older && draft.place === "phone")) return;
  draft.isTried = true;
  sender.sendNow(draft);
}

form.addEventListener("change", note);
form.addEventListener("input", (event) => { if (event.target.type === "text") note(); }); // while typing
form.addEventListener("submit", () => {
  isLeaving = true;
  if (draft !== null && older === 0) form.elements.response_id.value = draft.id; // counted once, form or outbox
});
document.addEventListener("lastseconds", () => { // of a time limit: nothing waits for two quiet seconds any more
  quiet = 0;
  sender.soon(0);
});
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    wasHidden = true;
    leave();
  } else if (wasHidden) compare();
});
if (form.dataset.key) file.remember(here.attempt, form.dataset.key).catch(() => {});
resume();
