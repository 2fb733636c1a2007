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

/* A message on removed answers stays, before any other. */
function say(name) {
  note.hidden = false;
  if (name !== "sending") file.offer(); // while others wait, whatever became of this one
  note.dataset.state = name;
  const sentences = gone && name !== "gone" ? ["gone", name] : [name];
  note.querySelector("p").textContent = sentences.map((one) => note.dataset[one]).join(" ");
}

function tell(meaning, answer, receipt) {
  if (meaning === "received") {
    arrived += 1;
    late += Number(receipt.state === "late");
  } else if (meaning === "again") say("offline");
  else if (meaning in note.dataset) {
    gone += Number(meaning === "gone");
    say(meaning);
  }
}

function rest(waiting, left) {
  if (left || !(arrived || gone)) return;
  if (waiting.some((answer) => answer.held === "refused")) say("refused");
  else say(late ? "late" : gone ? "gone" : "received");
}

const sender = new Sender(outbox, page, tell, rest);

async function send() {
  const waiting = await outbox.waiting();
  const held = waiting.filter((answer) => sender.isHeld(answer));
  if (held.some((answer) => answer.held === "refused")) say("refused"); // the server has said so before
  pending = waiting.length - held.length;
  if (pending === 0) return;
  say("sending");
  pending = await sender.flush();
  const isCountOld = pending === 0 && arrived && !gone; // of what is still blank
  if (isCountOld && ending !== null) location.reload();
}

/* Answers are sent before the test is handed in, as later ones do not count. A second press hands it in without. */
ending?.addEventListener("submit", async (event) => {
  if (pending === 0) return;
  event.preventDefault();
  const read = sender.running === null ? gone : 0;
  const left = await sender.flush();
  pending = 0;
  if (left === 0 && gone === read) return ending.submit();
  say(left ? "ending" : "press");
  note.scrollIntoView({ block: "nearest" });
});
send();
