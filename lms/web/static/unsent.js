/* On the pages around the questions: sends what still waits on this phone, before anything is handed in. */
import { Outbox } from "./answers/outbox.js";
import { AnswersFile } from "./answers/file.js";
import { AnswerPage, Sender } from "./answers/sender.js";

const note = document.querySelector("[data-unsent]");
const ending = document.querySelector("form[data-ending]");
const page = new AnswerPage(note);
const outbox = new Outbox(page.person);
const file = new AnswersFile(document.querySelector("[data-answers-file]"), outbox);
let pending = 0, arrived = 0, late = 0, gone = 0;

function say(name) {
  note.hidden = false;
  if (["received", "late", "gone"].includes(name)) file.element.hidden = true;
  else if (name !== "sending") file.offer();
  note.dataset.state = name;
  note.querySelector("p").textContent = note.dataset[name];
}

function tell(meaning, answer, receipt) {
  if (meaning === "received") {
    arrived += 1;
    late += receipt.state === "late";
  } else if (meaning === "gone") gone += 1;
  else if (meaning === "again") say("offline");
  else if (meaning in note.dataset) say(meaning);
}

const sender = new Sender(outbox, page, tell);

async function send() {
  const waiting = await outbox.waiting();
  const held = waiting.filter((answer) => sender.isHeld(answer));
  if (held.some((answer) => answer.held === "refused")) say("refused"); // the server has said so before
  pending = waiting.length - held.length;
  if (pending === 0) return;
  say("sending");
  pending = await sender.flush();
  if (gone && pending === 0) say("gone");
  else if (pending === 0 && arrived && ending !== null) location.reload(); // what is still blank is another number now
  else if (pending === 0 && arrived) say(late ? "late" : "received");
}

/* An answer that arrives after the end does not count, so it goes first; a second press goes on without. */
ending?.addEventListener("submit", async (event) => {
  if (pending === 0) return;
  event.preventDefault();
  const left = await sender.flush();
  pending = 0;
  if (left === 0) ending.submit();
  else say("ending");
});
send();
