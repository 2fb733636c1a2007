/* Sends what waits in the outbox until the server has acknowledged it, of each question in order. And the page that it
   is sent from: whose it is, its token, how to get both anew. */
import { newId } from "./outbox.js";

const FIRST_WAIT = 2000, LONGEST_WAIT = 60000; // ms by timers: the phone's clock plays no part
const LONGEST_REPLY = 45000; // ms; a line that is silent for longer is dead
const HELD = ["refused", "closed"]; // kept, but sending them again would bring the same
const FEW = 2; // answers to one test; more go together
const MOST = 50; // in one request
const OFF = ["offline", "again"]; // the next answer would fare no better
export const UNSENT = ["offline", "full", "page", "signedOut", "elsewhere", "refused", "closed"];
const MOST_FAULTS = 5; // in a round: then it is not one answer, but the server

export class Sender {
  /* `page` gives and renews the token; `tell(state, answer, receipt)` hears how far each answer is, and `rest` after
     each round which ones wait and how many of them are sent again. */
  constructor(outbox, page, tell, rest = () => {}) {
    Object.assign(this, { outbox, page, tell, rest, wait: FIRST_WAIT, timer: 0, running: null, underWay: [] });
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon(0);
    });
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /* Everything that waits, once. Answers how many are left. */
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.round().finally(() => { this.running = null; });
    return this.running;
  }

  async round() {
    const tried = new Set(); // ids
    let way = "again";
    while (way === "again") way = await this.deliverTogether(tried);
    if (way === "one by one") await this.deliverEach();
    const waiting = await this.outbox.waiting();
    const left = waiting.filter((answer) => !this.isHeld(answer)).length;
    if (left && !this.isBlocked) this.soon(this.wait);
    this.rest(waiting, left);
    return left;
  }

  /* Many to one test. What gets no receipt goes by itself later, and hears why; what is behind it waits for it. */
  async deliverTogether(tried) {
    const waiting = (await this.outbox.waiting()).filter((answer) => !this.isHeld(answer));
    const stuck = new Set(waiting.filter(({ id }) => tried.has(id)).map(questionOf));
    const answers = manyOfOneTest(waiting.filter((answer) => !stuck.has(questionOf(answer))));
    if (answers.length === 0) return "one by one";
    for (const answer of answers) {
      tried.add(answer.id);
      this.tell("sending", answer);
    }
    let [meaning, pause, said] = await this.attempt(answers);
    if (meaning === "expired" && await this.page.renew() === "ready") {
      [meaning, pause, said] = await this.attempt(answers);
    }
    const isOff = OFF.includes(meaning);
    const receipts = meaning === "received" ? said.receipts : [];
    for (const answer of answers) {
      const receipt = receipts.find((one) => one?.response_id === answer.id);
      if (receipt) await this.settle(answer, meaning, pause, receipt);
      else this.tell(isOff ? "again" : "waiting", answer);
    }
    if (isOff) return this.settle(answers[0], meaning, pause, null);
    return ["received", "elsewhere"].includes(meaning) ? "again" : "one by one";
  }

  async deliverEach() {
    const stuck = new Set();
    for (const answer of await this.outbox.waiting()) {
      const question = questionOf(answer);
      if (this.isHeld(answer) || stuck.has(question)) continue;
      const way = await this.deliver(answer);
      if (way === "past it") stuck.add(question);
      if (way === "stop" || stuck.size === MOST_FAULTS) break;
    }
  }

  /* Of a test that is not there any more: asked for once again by a page that can say so. */
  isHeld(answer) { return HELD.includes(answer.held) && !(answer.isMissing && this.page.saysGone(answer)); }

  async deliver(answer) {
    this.tell("sending", answer);
    let [meaning, pause, receipt] = await this.attempt([answer]);
    if (meaning === "expired") {
      const renewed = await this.page.renew();
      [meaning, pause, receipt] = renewed === "ready" ? await this.attempt([answer]) : [renewed, 0, null];
    }
    if (meaning === "elsewhere" && await this.page.renew() === "ready") { // nobody else now; perhaps at the first try
      [meaning, pause, receipt] = await this.attempt([answer]);
      const isThere = receipt?.code !== "attempt-not-found";
      if (meaning === "elsewhere") meaning = isThere ? "fault" : this.page.saysGone(answer) ? "gone" : "missing";
    }
    return this.settle(answer, meaning, pause, receipt);
  }

  async attempt(answers) {
    this.underWay = answers;
    try {
      const [response, said] = await inTime(async (signal) => {
        const reply = await (answers.length === 1 ? this.put(answers[0], signal) : this.post(answers, signal));
        return [reply, await reply.json().catch(() => null)];
      });
      const meaning = meaningOf(response.status, said?.code);
      const isOurs = answers.length === 1 ? said?.response_id === answers[0].id : Array.isArray(said?.receipts);
      const isCutOff = meaning === "received" && !isOurs; // or a network's own page
      return [isCutOff ? "again" : meaning, pauseOf(response), said];
    } catch {
      return ["offline", 0, null];
    } finally {
      this.underWay = [];
    }
  }

  put({ attempt, id, body }, signal) {
    return this.send("PUT", `/attempts/${attempt}/responses/${id}`, body, signal);
  }

  post(answers, signal) {
    const responses = answers.map(({ id, body }) => `{"id":"${id}",${body.slice(1)}`);
    return this.send("POST", `/attempts/${answers[0].attempt}/responses`, `{"responses":[${responses}]}`, signal);
  }

  send(method, address, body, signal) {
    return fetch(address, {
      method,
      body,
      keepalive: method === "PUT", // for a page that was left; long ones are refused
      referrerPolicy: "origin", // the token's check asks for no more
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.page.token },
    });
  }

  /* As the page goes: nothing may be waited for any more. */
  sendNow(answer) {
    if (!this.underWay.some(({ id }) => id === answer.id)) this.put(answer).catch(() => {});
  }

  /* How the round goes on: with the "next" answer, "past it" with those to other questions, or "stop". */
  async settle(answer, meaning, pause, receipt) {
    this.isBlocked = ["signedOut", "elsewhere"].includes(meaning); // the next load, or coming back, tries again
    if (meaning === "received") {
      this.wait = FIRST_WAIT;
      await this.outbox.acknowledge(answer);
      await this.releaseOlder(answer);
    } else if (meaning === "anew" && !answer.isRenamed) {
      const renamed = { ...answer, id: newId(), isRenamed: true };
      await this.outbox.keep(renamed);
      this.tell("renamed", renamed);
      return "stop";
    } else if (meaning === "gone") {
      await this.outbox.acknowledge(answer);
    } else if (meaning === "missing") {
      await this.outbox.keep({ ...answer, held: "refused", isMissing: true });
      this.tell("refused", answer, receipt);
      return "next";
    } else if (meaning === "anew" || HELD.includes(meaning)) {
      await this.outbox.keep({ ...answer, held: meaning === "closed" ? "closed" : "refused" });
    } else {
      this.wait = pause * 1000 || Math.min(this.wait * 2, LONGEST_WAIT) * (0.75 + Math.random() / 4);
    }
    this.tell(meaning === "fault" ? "again" : meaning, answer, receipt);
    if (meaning === "fault") return "past it";
    return [...HELD, "received", "gone", "anew"].includes(meaning) ? "next" : "stop";
  }

  /* A refused answer has done its duty once a later one for the same question was taken. */
  async releaseOlder(answer) {
    for (const other of await this.outbox.waiting()) {
      const isSame = other.attempt === answer.attempt && other.position === answer.position;
      if (isSame && other.held === "refused" && other.number < answer.number) await this.outbox.drop(other);
    }
  }
}

const questionOf = ({ attempt, position }) => `${attempt} ${position}`;

/* Those that go in one request. */
function manyOfOneTest(waiting) {
  for (const { attempt } of waiting) {
    const same = waiting.filter((answer) => answer.attempt === attempt);
    if (same.length > FEW) return same.slice(0, MOST);
  }
  return [];
}

/* What the server's word means for an answer that waits. Only "received" takes it out of the outbox, or that the test
   of whoever is signed in is gone, on a page that says so. */
function meaningOf(status, code) {
  if (status >= 200 && status < 300) return "received"; // also one that came late: the server has kept it
  if (status === 409) return "anew"; // its id is used with other content: it goes again under a new one
  if (status === 401) return "signedOut";
  if (status === 400 && code === "form-expired") return "expired";
  if (status === 410) return "closed";
  if (code === "too-many-responses" || status === 400 || status === 413 || status === 422) return "refused";
  if (status === 403 || status === 404) return "elsewhere"; // somebody else is signed in on this phone
  return [429, 502, 503, 504].includes(status) ? "again" : "fault"; // busy or away as a whole; or who knows what
}

/* What a page says of an answer that was not taken. */
export function wordOf(meaning, place) {
  if (OFF.includes(meaning)) return place === "phone" ? "offline" : place;
  return meaning === "waiting" ? place : meaning;
}

/* Seconds that the server asks to wait, at most ten minutes; 0 where it asks for nothing. */
function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? Math.min(seconds, 600) : 0;
}

/* What is asked for with this signal; given up, which throws, when nothing comes for too long. */
async function inTime(ask) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LONGEST_REPLY);
  try {
    return await ask(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

export class AnswerPage {
  /* `element` carries data-person; its form, or the page, holds the token. */
  constructor(element) {
    this.element = element;
    this.person = element.dataset.person;
  }

  /* Whether this page, which is none of the answer's own test, tells that such a test is gone. */
  saysGone(answer) { return "gone" in this.element.dataset && !location.pathname.includes(answer.attempt); }

  get token() { return document.querySelector("main [name=csrf_token]").value; }

  /* The same page as the server shows it now, or null where it cannot be had. */
  async fresh() {
    try {
      const text = await inTime(async (signal) => {
        const response = await fetch(location.pathname, { headers: { "Accept": "text/html" }, signal });
        return response.ok ? response.text() : null;
      });
      return text === null ? null : new DOMParser().parseFromString(text, "text/html");
    } catch {
      return null;
    }
  }

  /* "ready", or why not: "offline", "signedOut", "elsewhere" when somebody else is signed in. */
  async renew() {
    const page = await this.fresh();
    if (page === null) return "offline";
    const person = page.querySelector("[data-person]")?.dataset.person;
    if (person === undefined) return "signedOut";
    if (person !== this.person) return "elsewhere";
    const token = page.querySelector("main [name=csrf_token]").value;
    for (const field of document.querySelectorAll("main [name=csrf_token]")) field.value = token;
    return "ready";
  }
}
