/* Saves an answer about 2 s after a change, and says honestly how far that is. The form works without. */
"use strict";

const form = document.querySelector("form[data-answers]");
if (form !== null && window.fetch) {
  const state = form.querySelector("[data-state]");
  const seen = form.elements.seen;
  const QUIET = 2000, LONGEST = 30000;
  let pending = null; // the newest answer that has no receipt yet
  let timer = 0, wait = QUIET, isSending = false, isLeaving = false;

  const tell = (text) => { if (state.textContent !== text) state.textContent = text; };

  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const read = () => {
    const own = ["csrf_token", "response_id", "seen", "flagged", "go"];
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (!own.includes(name) && value !== "") (fields[name] ??= []).push(value);
    }
    const flagged = form.elements.flagged.checked;
    return { id: newId(), body: JSON.stringify({ position: Number(form.dataset.position), fields, flagged }) };
  };

  const later = (delay) => { clearTimeout(timer); timer = setTimeout(send, delay); };

  async function send() {
    if (pending === null || isSending || isLeaving) return;
    const answer = pending;
    isSending = true;
    tell(form.dataset.sending);
    try {
      const response = await fetch(form.dataset.answers + answer.id, {
        method: "PUT",
        body: answer.body,
        keepalive: true,
        headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      });
      settle(answer, response, response.ok ? await response.json() : null);
    } catch {
      tell(form.dataset.waiting); // kept in `pending`, sent again with the same id
      wait = Math.min(wait * 2, LONGEST);
      later(wait);
    } finally {
      isSending = false;
      if (pending !== null && pending !== answer) later(0);
    }
  }

  function settle(answer, response, receipt) {
    if (receipt === null && response.status >= 500) throw new Error("again");
    if (pending === answer) pending = null;
    wait = QUIET;
    if (receipt === null) return tell(form.dataset.refused);
    if (receipt.sequence !== null) seen.value = receipt.sequence;
    if (pending === null) tell(receipt.text);
  }

  const note = () => { pending = read(); later(QUIET); };
  form.addEventListener("change", note);
  form.addEventListener("input", (event) => { if (event.target.type === "text") note(); }); // while typing
  form.addEventListener("submit", () => { isLeaving = true; clearTimeout(timer); });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  addEventListener("pagehide", send);
}
