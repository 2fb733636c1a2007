/* On pages of the action plan in a pack: fills in what this person wrote, and keeps what is written on the phone. */
const store = self.payungStore;
const { plan } = JSON.parse(document.querySelector("#pack").textContent);
const course = location.pathname.split("/")[2];
const path = `/courses/${course}/units/${plan.unit}/keep`;
const form = document.querySelector(`form[action="${path}"]`);

/* The plan as the server knew it, and the forms that wait or have just arrived. */
/** @type {() => Promise<{ writes: StoredEntry[], parts?: any, revision?: number, seen?: any }>} */
async function known() {
  const [own, entries] = await Promise.all([store.state(course), store.entries()]);
  const writes = entries.filter((entry) => entry.path === path && entry.answer?.code !== "refused");
  return { writes, ...own?.units[plan.unit] };
}

/** @type {(part: string, state: { writes: StoredEntry[], parts?: any }) => Record<string, string[]>} */
const valuesOf = (part, { parts, writes }) => writes.findLast(({ fields }) => fields.part?.[0] === part || (!part && !fields.part))?.fields ?? parts?.[part] ?? {};

/* What nobody has written stays as the page shows it. */
function fill(values) {
  for (const field of form.elements) {
    const given = values[field.name];
    if (!given || field.type === "hidden") continue;
    if (/radio|checkbox/.test(field.type)) field.checked = given.includes(field.value);
    else [field.value] = given;
  }
}

function mark(state) {
  for (const link of document.querySelectorAll("[data-part]")) {
    const hidden = ["part", "seen", "next", "do"];
    const isWritten = Object.entries(valuesOf(link.dataset.part, state)).some(([name, [value]]) => value && !hidden.includes(name) && !/-\d+$/.test(name));
    const tag = link.querySelector(".tag");
    if (isWritten) tag.textContent = tag.dataset.written;
    for (const element of [link, tag]) element.classList.toggle("now", isWritten);
  }
}

async function keep(event) {
  event.preventDefault();
  /** @type {Record<string, string[]>} */
  const fields = {};
  for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(String(value));
  fields.do = [event.submitter?.value ?? "save"];
  try {
    const { revision = 0, seen, writes } = await known();
    if (seen) fields.seen = [seen[plan.part]];
    await store.add({ id: crypto.randomUUID(), kind: "unit", path, fields, seen_version: revision + writes.length });
  } catch {
    form.submit(); // the phone is full: the server may still take it
    return;
  }
  navigator.serviceWorker.controller?.postMessage("send");
  location.href = `/courses/${course}/plan/${fields.next?.[0] ?? ""}`.replace(/\/$/, "");
}

const state = await known();
if (plan.isList) mark(state);
else fill(valuesOf(plan.part, state));
form.addEventListener("submit", keep);
document.documentElement.dataset.filled = "";
