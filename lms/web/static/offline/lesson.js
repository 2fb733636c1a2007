/* On pages of a pack: lays what this person has done over the page of nobody. What waits on the phone counts as done. */
import { above, marks, post, values, view } from "./sheets.js";

const store = self.payungStore;
const facts = JSON.parse(document.querySelector("#pack").textContent);
const [, , course, , code] = location.pathname.split("/");
const address = `/courses/${course}/lessons/${code}`;

const shown = (form, given) => {
  for (const [name, list] of Object.entries(given)) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = list.includes(field.value);
      else field.value = field.defaultValue = list[0];
    }
  }
};

function overlay(section, sheet, state, audience) {
  const html = view(sheet, state, audience);
  if (html !== null) {
    section.innerHTML = html;
    return;
  }
  const form = section.querySelector(`form[action$="/${sheet.handler}"]`);
  if (form === null) return;
  shown(form, values(sheet, state));
  form.insertAdjacentHTML("beforebegin", above(sheet, state));
  for (const [name, html] of marks(sheet, state)) {
    const [field] = form.elements[name] ?? []; // a radio of the entry, or an option of its list
    field?.closest("fieldset").querySelector("legend").insertAdjacentHTML("afterend", html);
  }
}

/* What a block holds after all that waits for it, and whether it is complete. */
function unitState(sheet, own, waiting) {
  const path = `/courses/${course}/units/${sheet.unit}/`;
  const forms = waiting.filter((entry) => entry.path.startsWith(path));
  const handler = (entry) => entry.path.slice(path.length);
  return forms.reduce((state, entry) => post(sheet, state, handler(entry), entry.fields), own?.units[sheet.unit] ?? {});
}

/* Units that count as complete: the server says so, or something for them waits here that is no half-filled form. */
function completeUnits(own, waiting) {
  const sent = waiting.filter(({ kind, fields, path }) => kind === "unit" && !fields.keep && !path.endsWith("/again"));
  return new Set([...(own?.complete ?? []), ...sent.map(({ path }) => path.split("/")[4])]);
}

function showSteps(own, waiting) {
  const complete = completeUnits(own, waiting);
  const lesson = own?.lessons[code];
  const here = waiting.filter(({ path }) => path.startsWith(`${address}/steps/`)).map(({ kind, path }) => [kind, path.split("/")[6]]);
  const opened = new Set([...(lesson?.opened ?? []), ...here.filter(([kind]) => kind === "visit").map(([, step]) => step), facts.step]);
  const skipped = new Set([...(lesson?.skipped ?? []), ...here.filter(([kind]) => kind === "skip").map(([, step]) => step)]);
  const isBehind = ([id, , isSkippable, units]) =>
    (units.length ? units.every((unit) => complete.has(unit)) : opened.has(id)) || (isSkippable && skipped.has(id));
  const links = document.querySelectorAll("nav.steps a");
  facts.steps.forEach((step, index) => {
    if (!isBehind(step) || step[0] === facts.step) return;
    links[index].className = "done";
    links[index].querySelector(".vh").textContent = `${facts.done[index]} `;
  });
  const remaining = facts.steps.filter((step) => step[1] && !isBehind(step));
  for (const item of document.querySelectorAll("#remaining li")) {
    const id = item.firstElementChild.getAttribute("href").split("/").at(-1);
    if (!remaining.some(([step]) => step === id)) item.remove();
  }
  const title = document.querySelector("#remaining-title");
  if (title && remaining.length) title.textContent = facts.remaining[remaining.length - 1];
  const step = facts.steps.find(([id]) => id === facts.step);
  if (!isBehind(step)) return;
  document.querySelector("form[action$='/skip']")?.remove();
  if (facts.remaining.length && remaining.length) return;
  document.querySelector("#remaining")?.remove();
  document.querySelector("#waiting")?.remove();
  document.querySelector(".act").outerHTML = document.querySelector("#when-done").innerHTML;
}

/* Lessons of the table of contents that are done, here or by what waits. */
function showLessons(own, waiting) {
  for (const link of document.querySelectorAll("[data-lesson]")) {
    const path = `${link.getAttribute("href")}/finish`;
    const isDone = /done|skipped/.test(own?.lessons[link.dataset.lesson]?.state) || waiting.some((entry) => entry.path === path);
    if (!isDone) continue;
    for (const element of [link, link.lastElementChild]) element.classList.add("done");
    link.lastElementChild.textContent = link.lastElementChild.dataset.done;
  }
}

/* What waits is said on every page, with the way to the page that lists it. */
function showWaiting(count) {
  if (count === 0) return;
  const link = document.createElement("a");
  link.href = `/courses/${course}/offline`;
  link.textContent = facts.waiting.replace("{count}", count);
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  line.append(link);
  document.querySelector(".step, .wrap.page").prepend(line);
}

async function begin() {
  const [own, waiting] = await Promise.all([store.state(course), store.entries()]);
  for (const [id, sheet] of Object.entries(facts.sheets)) {
    const section = document.getElementById(id);
    if (section) overlay(section, sheet, unitState(sheet, own, waiting), own?.audience);
  }
  if (facts.steps) showSteps(own, waiting);
  showLessons(own, waiting);
  showWaiting(waiting.filter(({ kind, answer }) => kind !== "visit" && answer?.code !== "done").length);
  dispatchEvent(new Event("pageshow")); // counts what is filled in
  document.documentElement.dataset.overlaid = "";
}

const tell = (text) => navigator.serviceWorker.controller?.postMessage(text);

begin().then(() => tell("send"));
addEventListener("online", () => tell("send now"));
