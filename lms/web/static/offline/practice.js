/* Practice in a pack: asks the questions of finished lessons, shows the reasons, and keeps the answers on the phone. */
const store = self.payungStore;
const { version } = JSON.parse(document.querySelector("#pack").textContent);
const course = location.pathname.split("/")[2];
const box = document.querySelector("[data-asked]");
const part = (name) => document.querySelector(`template[data-${name}]`).content.cloneNode(true);

/* Planned questions first, in their order, then those of lessons that were finished here. */
/** @returns {Promise<HTMLTemplateElement[]>} */
async function coming() {
  const [own, entries] = await Promise.all([store.state(course), store.entries()]);
  const planned = own?.practice ?? [];
  const place = ({ dataset }) => (planned.indexOf(dataset.question) + 1 || Infinity);
  const isTaught = (code) => own?.lessons[code]?.state === "done"
    || entries.some(({ kind, path, fields }) => kind === "finish" && !fields.skip && path.split("/")[4] === code);
  const isNew = ({ dataset }) => !entries.some(({ kind, path }) => kind === "answer" && path.endsWith(dataset.question));
  /** @type {NodeListOf<HTMLTemplateElement>} */
  const all = document.querySelectorAll("template[data-question]");
  return [...all]
    .filter((question) => isNew(question) && (place(question) < Infinity || isTaught(question.dataset.lesson)))
    .sort((one, other) => place(one) - place(other) || 0);
}

async function ask() {
  const [question] = await coming();
  box.replaceChildren(question ? question.content.cloneNode(true) : part("none"));
  if (question) box.querySelector("form").onsubmit = (event) => answer(event, question.dataset);
}

async function answer(event, dataset) {
  const { question, right } = dataset;
  event.preventDefault();
  const given = new FormData(event.target).getAll("answer").map(String);
  box.querySelector(".errsum")?.remove();
  if (given.length === 0) {
    box.prepend(part("missing"));
    box.querySelector(".errsum").focus();
    return;
  }
  const path = `/courses/${course}/practice/${question}`;
  try {
    await store.add({ id: crypto.randomUUID(), kind: "answer", path, fields: { answer: given }, version });
  } catch {
    box.prepend(part("full"));
    return;
  }
  navigator.serviceWorker.controller?.postMessage("send");
  show(given, given.toSorted().join(" ") === right.split(" ").toSorted().join(" "));
}

function show(given, isRight) {
  const reasons = box.querySelector("section[hidden]");
  for (const tag of reasons.querySelectorAll("[data-option]")) tag.hidden = !given.includes(tag.dataset.option);
  reasons.querySelector("h2").after(part(isRight ? "good" : "care"));
  reasons.append(part("onward"));
  reasons.hidden = false;
  box.querySelector("form").remove();
  box.querySelector("[data-next]").onclick = ask;
  box.querySelector("[role=status]").focus();
}

await ask();
document.documentElement.dataset.filled = "";
