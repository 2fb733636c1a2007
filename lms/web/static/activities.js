/* Activities are plain forms. Script saves and counts changes, and moves steps in place. */
"use strict";

const QUIET = 600; // ms
const timers = new WeakMap();

function post(form, body) {
  return fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
}

function save(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  body.set("keep", "1");
  timers.delete(form);
  post(form, body).catch(() => {});
}

function forget(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function saveSoon(form) {
  forget(form);
  timers.set(form, setTimeout(save, QUIET, form));
}

function count(form) {
  const line = form.querySelector("[data-count]");
  if (line === null) return;
  const done = form.querySelectorAll(":checked").length;
  const all = form.querySelectorAll("fieldset").length;
  line.lastElementChild.textContent = line.dataset.count.replace("{done}", done).replace("{all}", all);
}

function renumber(list) {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    row.firstElementChild.textContent = index + 1;
    row.querySelector("input").value = index + 1;
    row.querySelector("[name=up]").disabled = index === 0;
    row.querySelector("[name=down]").disabled = index === rows.length - 1;
    const mark = row.querySelector("[data-place]");
    if (mark) mark.hidden = mark.dataset.place !== String(index + 1);
  });
}

function moved(list, row) {
  renumber(list);
  for (const other of list.children) other.classList.toggle("moved", other === row);
  const line = list.parentElement.querySelector("[data-moved]");
  const text = row.children[1].textContent;
  line.textContent = line.dataset.moved.replace("{step}", () => text).replace("{number}", row.firstElementChild.textContent);
  saveSoon(list.closest("form"));
}

function step(button) {
  const row = button.closest("li");
  if (button.name === "up") row.previousElementSibling.before(row);
  else row.nextElementSibling.after(row);
  moved(row.parentElement, row);
  (button.disabled ? row.querySelector("button:enabled") : button).focus();
}

function drag(list, row, start) {
  const before = [...list.children];
  const over = new AbortController();
  const on = (type, handler) => document.addEventListener(type, handler, { signal: over.signal });
  const end = (isKept) => {
    row.classList.remove("lifted");
    over.abort();
    if (!isKept) list.append(...before);
    else if (before.some((other, index) => list.children[index] !== other)) moved(list, row);
  };
  on("pointermove", (event) => {
    if (event.pointerId !== start.pointerId) return;
    const below = [...list.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== row && event.clientY < box.top + box.height / 2;
    });
    if (below ? row.nextElementSibling !== below : list.lastElementChild !== row) list.insertBefore(row, below ?? null);
  });
  on("pointerup", () => end(true));
  on("pointercancel", () => end(false));
  on("keydown", (event) => { if (event.key === "Escape") end(false); });
  row.classList.add("lifted");
}

/* The cards of a long sorting, one at a time. */
function oneCard(form, list) {
  const cards = [...list.children];
  const [back, onward] = list.nextElementSibling.children;
  const isOpen = (card) => !card.querySelector(":checked");
  let at = Math.max(0, cards.findIndex(isOpen));
  const ahead = () => [...cards.slice(at + 1), ...cards.slice(0, at)];

  function show() {
    const isLast = !ahead().some(isOpen);
    cards.forEach((card, index) => card.classList.toggle("away", index !== at));
    form.lastElementChild.hidden = !isLast;
    back.hidden = at === 0;
    onward.hidden = isLast && at === cards.length - 1;
    onward.classList.toggle("main", !isLast && !isOpen(cards[at]));
  }

  function go(card) {
    at = cards.indexOf(card);
    show();
    card.focus();
  }

  back.onclick = () => go(cards[at - 1]);
  onward.onclick = () => go(ahead().find(isOpen) ?? cards[at + 1]);
  list.classList.add("stepped");
  show();
  form.onchange = show;
  addEventListener("pageshow", show);
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const many = form.querySelector(".sorts.many");
  if (many && matchMedia("(max-width: 47.99em)").matches) oneCard(form, many);
  const list = form.querySelector(".orders");
  if (list === null) {
    form.addEventListener("change", () => { count(form); saveSoon(form); });
    continue;
  }
  list.classList.add("draggable");
  const hint = form.querySelector("[data-drag]");
  hint.append(` ${hint.dataset.drag}`);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    event.preventDefault();
    step(button);
  });
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("li");
    const isHandle = event.target === row?.firstElementChild || event.pointerType === "mouse";
    if (row === null || !isHandle || event.button !== 0 || event.target.closest("button, a")) return;
    event.preventDefault();
    drag(list, row, event);
  });
}

/* Unsaved input is saved on the way on. */
function isChanged(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.matches("textarea") && field.value !== field.defaultValue;
}

function unsaved() {
  const forms = [...document.querySelectorAll("form[data-keep-at-next]")];
  return forms.filter((form) => [...form.elements].some(isChanged));
}

async function saveThen(forms, proceed) {
  for (const form of forms) {
    try {
      const answer = await post(form, new URLSearchParams(/** @type {any} */ (new FormData(form))));
      if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
    } catch {
      form.requestSubmit(); // says what is wrong
      return;
    }
  }
  proceed();
}

document.addEventListener("click", (/** @type {any} */ event) => {
  const link = event.target.closest(".act a[href]");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const forms = unsaved();
  if (forms.length === 0) return;
  event.preventDefault();
  saveThen(forms, () => { location.href = link.href; });
});

document.addEventListener("submit", (/** @type {any} */ event) => {
  const forms = event.target.matches(".act form, form[action$='/finish']") ? unsaved() : [];
  if (forms.length) {
    event.preventDefault();
    saveThen(forms, () => event.target.submit());
    return;
  }
  forget(event.target);
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (!timers.has(form)) continue;
    forget(form);
    save(form);
  }
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) count(form);
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
