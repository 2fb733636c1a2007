/* Sends the answers in the outbox until the server acknowledges them, in order for each question. And the page that
   they are sent from: its person and token. */
import { newId } from "./outbox.js";

const FIRST_WAIT = 2000, MAX_WAIT = 60000; // ms by timers: the clock of the phone plays no part
const REPLY_TIMEOUT = 45000; // ms
export const HELD = ["refused", "closed"]; // stored, not sent again
const MIN_BATCH = 3, MAX_BATCH = 50; // answers to one test in one request
const OFF = ["offline", "again"]; // the next answer would fail too
export const UNSENT = ["offline", "full", "page", "signedOut", "elsewhere", "refused", "closed"];
const MAX_FAULTS = 5; // in a round: more mean that the server fails

export class Sender {
  /* `page` gives and renews the token. `tell(state, answer, receipt)` is called when the state of an answer changes,
     `rest(waiting, count)` after each round with the answers that wait and how many are sent again. */
  constructor(outbox, page, tell, rest = () => {}) {
    this.outbox = outbox;
    this.page = page;
    this.tell = tell;
    /** @type {(waiting: any[], count: number) => void} */
    this.rest = rest;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    this.running = null;
    this.underWay = [];
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon(0);
    });
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /* Sends all answers once. Returns how many are left. */
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

  /* Several answers to one test. Those without a receipt are sent one by one later. */
  async deliverTogether(tried) {
    const waiting = (await this.outbox.waiting()).filter((answer) => !this.isHeld(answer));
    const stuck = new Set(waiting.filter(({ id }) => tried.has(id)).map(questionOf));
    const answers = batchOf(waiting.filter((answer) => !stuck.has(questionOf(answer))));
    if (answers.length === 0) return "one by one";
    for (const answer of answers) {
      tried.add(answer.id);
      this.tell("sending", answer);
    }
    let [meaning, pause, reply] = await this.attempt(answers);
    if (meaning === "expired" && await this.page.renew() === "ready") {
      [meaning, pause, reply] = await this.attempt(answers);
    }
    const isOff = OFF.includes(meaning);
    const receipts = meaning === "received" ? reply.receipts : [];
    for (const answer of answers) {
      const receipt = receipts.find((entry) => entry?.response_id === answer.id);
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
      if (way === "stop" || stuck.size === MAX_FAULTS) break;
    }
  }

  /* An answer to a missing test is tried again by a page that can show that it is gone. */
  isHeld(answer) { return HELD.includes(answer.held) && !(answer.isMissing && this.page.saysGone(answer)); }

  async deliver(answer) {
    this.tell("sending", answer);
    let [meaning, pause, receipt] = await this.attempt([answer]);
    if (meaning === "expired") {
      const renewed = await this.page.renew();
      [meaning, pause, receipt] = renewed === "ready" ? await this.attempt([answer]) : [renewed, 0, null];
    }
    if (meaning === "elsewhere" && await this.page.renew() === "ready") {
      [meaning, pause, receipt] = await this.attempt([answer]);
      const isThere = receipt?.code !== "attempt-not-found";
      if (meaning === "elsewhere") meaning = isThere ? "fault" : this.page.saysGone(answer) ? "gone" : "missing";
    }
    return this.settle(answer, meaning, pause, receipt);
  }

  async attempt(answers) {
    this.underWay = answers;
    try {
      const [response, reply] = await inTime(async (signal) => {
        const response = await (answers.length === 1 ? this.put(answers[0], signal) : this.post(answers, signal));
        return [response, await response.json().catch(() => null)];
      });
      const meaning = meaningOf(response.status, reply?.code);
      const isOurs = answers.length === 1 ? reply?.response_id === answers[0].id : Array.isArray(reply?.receipts);
      const isCutOff = meaning === "received" && !isOurs; // or the own page of a network
      return [isCutOff ? "again" : meaning, pauseOf(response), reply];
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
      referrerPolicy: "origin", // the check of the token asks for no more
      signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.page.token },
    });
  }

  /* As the page goes: nothing may be waited for any more. */
  sendNow(answer) {
    if (!this.underWay.some(({ id }) => id === answer.id)) this.put(answer).catch(() => {});
  }

  /* Returns how the round goes on: "next" answer, "past it" to other questions, or "stop". */
  async settle(answer, meaning, pause, receipt) {
    this.isBlocked = ["signedOut", "elsewhere"].includes(meaning); // until the page is loaded or shown again
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
      this.wait = pause * 1000 || Math.min(this.wait * 2, MAX_WAIT) * (0.75 + Math.random() / 4);
    }
    this.tell(meaning === "fault" ? "again" : meaning, answer, receipt);
    if (meaning === "fault") return "past it";
    return [...HELD, "received", "gone", "anew"].includes(meaning) ? "next" : "stop";
  }

  /* Drops refused answers once a later one to the same question is received. */
  async releaseOlder(answer) {
    for (const other of await this.outbox.waiting()) {
      const isSame = other.attempt === answer.attempt && other.position === answer.position;
      if (isSame && other.held === "refused" && other.number < answer.number) await this.outbox.drop(other);
    }
  }
}

const questionOf = ({ attempt, position }) => `${attempt} ${position}`;

/* The answers of the next request. */
function batchOf(waiting) {
  for (const { attempt } of waiting) {
    const same = waiting.filter((answer) => answer.attempt === attempt);
    if (same.length >= MIN_BATCH) return same.slice(0, MAX_BATCH);
  }
  return [];
}

/* What a response means for an answer. Only "received" and "gone" remove it from the outbox. */
function meaningOf(status, code) {
  if (status >= 200 && status < 300) return "received"; // also one that came late: the server has kept it
  if (status === 409) return "anew"; // its id is used with other content: it goes again under a new one
  if (status === 401) return "signedOut";
  if (status === 400 && code === "form-expired") return "expired";
  if (status === 410) return "closed";
  if (code === "too-many-responses" || status === 400 || status === 413 || status === 422) return "refused";
  if (status === 403 || status === 404) return "elsewhere"; // another person is signed in
  return [429, 502, 503, 504].includes(status) ? "again" : "fault";
}

/* The state that a page shows for an answer that is not received. */
export function stateOf(meaning, place) {
  if (OFF.includes(meaning)) return place === "phone" ? "offline" : place;
  return meaning === "waiting" ? place : meaning;
}

/* Shows values by field name in the controls of a question. */
export function fill(controls, fields, nameOf = ({ name }) => name) {
  for (const control of controls) {
    const values = fields[nameOf(control)] ?? [];
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
}

/* Seconds of Retry-After, at most ten minutes, else 0. */
function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? Math.min(seconds, 600) : 0;
}

/* Throws when `ask` takes longer than REPLY_TIMEOUT. */
async function inTime(ask) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), REPLY_TIMEOUT);
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

  /* Whether this page shows that tests are gone, and is not of the answer's own test. */
  saysGone(answer) { return "gone" in this.element.dataset && !location.pathname.includes(answer.attempt); }

  get token() { return document.querySelector("main [name=csrf_token]").value; }

  /* The page as the server shows it now, or null. */
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
