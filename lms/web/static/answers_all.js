/* All questions on one page: stores each change on the phone at once and sends it about 2 s later, by question. The
   form works without. */
import { Outbox, newId } from "./answers/outbox.js";
import { AnswersFile } from "./answers/file.js";
import { AnswerPage, HELD, Sender, UNSENT, fill, stateOf } from "./answers/sender.js";

const OWN = ["seen", "response_id", "flagged"];
const form = document.querySelector("form[data-answers]");
const page = new AnswerPage(form);
const outbox = new Outbox(page.person);
const file = new AnswersFile(document.querySelector("[data-answers-file]"), outbox);
let isLeaving = false, quiet = 2000; // ms

class Question {
  constructor(section) {
    this.section = section;
    this.position = Number(section.dataset.position);
    this.state = section.querySelector("[data-state]");
    this.draft = null; // what the page shows, until it is acknowledged
    this.older = 0; // answers that wait before it
  }

  field(name) { return this.section.querySelector(`[name="${this.section.dataset.prefix}${name}"]`); }

  get controls() {
    const named = [...this.section.querySelectorAll("[name]")];
    return named.filter((control) => !OWN.includes(this.nameOf(control)));
  }

  nameOf(control) { return control.name.slice(this.section.dataset.prefix.length); }

  /* The answer, as it is sent. */
  read() {
    const fields = {};
    for (const control of this.controls) {
      const isChoice = control.type === "radio" || control.type === "checkbox";
      if (isChoice ? control.checked : control.value !== "") (fields[this.nameOf(control)] ??= []).push(control.value);
    }
    const flagged = this.field("flagged").checked || undefined; // left out
    return JSON.stringify({ position: this.position, fields, flagged });
  }

  show(body) {
    const { fields, flagged } = JSON.parse(body);
    this.field("flagged").checked = !!flagged;
    fill(this.controls, fields, (control) => this.nameOf(control));
  }

  say(name, text = form.dataset[name]) {
    if (UNSENT.includes(name)) file.offer();
    this.state.dataset.state = name;
    if (text && this.state.textContent !== text) this.state.textContent = text;
  }

  /* Changes a draft that was not sent yet; else starts another. */
  async note() {
    if (this.draft === null || this.draft.isTried) {
      this.older += Number(this.draft !== null);
      this.draft = { attempt: form.dataset.attempt, position: this.position, id: newId(), writing: Promise.resolve() };
    }
    const noted = this.draft;
    noted.body = this.read();
    noted.writing = noted.writing.then(() => outbox.note(noted));
    await noted.writing;
    if (this.draft === noted && !noted.isTried) this.say(noted.place);
    sender.soon(quiet);
  }

  tell(meaning, answer, receipt) {
    if (this.draft === null || answer.number !== this.draft.number) {
      if (meaning === "received") this.older = Math.max(0, this.older - 1);
      return;
    }
    if (meaning === "sending") this.draft.isTried = true;
    if (meaning === "renamed") this.draft.id = answer.id;
    else if (meaning === "received") this.take(answer, receipt);
    else {
      if (HELD.includes(meaning)) this.draft.held = meaning; // not sent again as the page is left
      this.say(stateOf(meaning, this.draft.place));
    }
  }

  take(answer, receipt) {
    if (receipt.sequence !== null) this.field("seen").value = receipt.sequence;
    if (this.draft.body !== answer.body) return; // changed while it was on its way
    this.draft = null;
    this.say(receipt.state, receipt.text);
  }

  /* Answers on the phone are newer than those on the server. */
  resume(answer) {
    this.older += Number(this.draft !== null);
    this.draft = { ...answer, isTried: true, place: "phone" };
    this.show(answer.body);
    this.say(answer.held ?? "phone");
  }
}

const questions = new Map([...form.querySelectorAll("[data-position]")].map((section) => {
  const question = new Question(section);
  return [question.position, question];
}));
const isHere = (answer) => answer.attempt === form.dataset.attempt;
const sender = new Sender(outbox, page, (meaning, answer, receipt) => {
  if (isHere(answer)) questions.get(answer.position)?.tell(meaning, answer, receipt);
});

function questionOf(event) {
  return questions.get(Number(event.target.closest("[data-position]")?.dataset.position));
}

async function resume() {
  for (const answer of (await outbox.waiting()).filter(isHere)) questions.get(answer.position)?.resume(answer);
  if (form.dataset.key) file.remember(form.dataset.attempt, form.dataset.key).catch(() => {});
  await sender.flush();
}

function leave() {
  for (const { draft, older } of isLeaving ? [] : questions.values()) {
    if (draft === null || draft.held || (older && draft.place === "phone")) continue; // not to overtake
    draft.isTried = true;
    sender.sendNow(draft);
  }
}

form.addEventListener("change", (event) => questionOf(event)?.note());
form.addEventListener("input", (event) => { if (event.target.type === "text") questionOf(event)?.note(); });
form.addEventListener("submit", () => {
  isLeaving = true;
  for (const question of questions.values()) {
    const { draft, older } = question;
    if (draft !== null && older === 0) question.field("response_id").value = draft.id; // counted once
  }
});
document.addEventListener("lastseconds", () => { // of a time limit: nothing waits any more
  quiet = 0;
  sender.soon(0);
});
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
resume();
