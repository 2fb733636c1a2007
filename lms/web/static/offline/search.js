/* Search in a kept course: words come with the page, their context from the kept pages. */
const { search: { documents, languages }, said } = JSON.parse(document.querySelector("#pack").textContent);
const course = location.pathname.split("/")[2];
const text = new URLSearchParams(location.search).get("q") ?? "";
const SHOWN = 20, BEFORE = 60, AFTER = 180;
const WORD = /([\p{L}\p{N}]+)/u;
const list = document.querySelector("[data-hits]");

/** @type {(written: string) => string[]} */
const wordsOf = (written) => [...new Set(written.toLowerCase().split(WORD).filter((part, index) => index % 2 && part.length > 1))];

/** @type {(rules: [RegExp, string[]][]) => (word: string) => string[]} */
const formsBy = (rules) => (word) => rules.reduce((known, [pattern, replacements]) => {
  const shorter = known.filter((form) => pattern.test(form)).flatMap((form) => replacements.map((by) => form.replace(pattern, by)));
  return known.concat(shorter.filter((form) => form.length > 2));
}, [word]);

/* Documents with all words, or with most of them, those first that have them in the title. */
function find({ words, rules }, searched) {
  const forms = formsBy(rules.map(([pattern, replacements]) => [new RegExp(pattern), replacements]));
  /** @type {Set<string>[]} */
  const matched = searched.map((word) => {
    const own = forms(word);
    const isMeant = (other) => (word.length > 2 && other.startsWith(word)) || forms(other).some((form) => own.includes(form));
    return new Set(Object.keys(words).filter(isMeant));
  });
  const counts = documents.map(() => 0);
  for (const group of matched) {
    const numbers = [...group].flatMap((word) => {
      let last = -1;
      return words[word].split(" ").map((step) => (last += parseInt(step, 36)));
    });
    for (const number of new Set(numbers)) counts[number] += 1;
  }
  const most = Math.max(...counts);
  const inTitle = (number) => matched.filter((group) => wordsOf(documents[number][1]).some((word) => group.has(word))).length;
  const numbers = [...counts.keys()].filter((number) => most && counts[number] === most);
  return { numbers: numbers.sort((one, other) => inTitle(other) - inTitle(one)), matched, isWhole: most === searched.length };
}

/* The text of a kept page, or of an entry of it, as the server reads it. */
async function textOf(address) {
  const [path, id] = address.split("#");
  const answer = await caches.match(path, { cacheName: `course-${course}` });
  if (!answer?.body) return "";
  const isPacked = answer.headers.has("Payung-Packed");
  const html = await (isPacked ? new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))) : answer).text();
  const page = new DOMParser().parseFromString(html.replaceAll("<", " <"), "text/html");
  const part = page.querySelector(id ? `#${id}` : "main");
  for (const other of part.querySelectorAll("script, template, nav, svg, [hidden], .act, .crumb, .source, .vh")) other.remove();
  return part.textContent.trim().replace(/\s+/g, " ").replace(/ (?=[.,;:?!)\u2019\u201d])/g, "");
}

const add = (parent, tag, textContent = "", className = "") => {
  const element = Object.assign(document.createElement(tag), { textContent, className });
  parent.append(element);
  return element;
};

/* The piece with most of the words, in which they are marked. */
function showPiece(line, whole, matched) {
  const isMeant = (part) => matched.some((group) => group.has(part.toLowerCase()));
  const places = [];
  let at = 0, first = 0, most = 0;
  for (const part of whole.split(WORD)) {
    if (isMeant(part)) places.push([at, part.toLowerCase()]);
    at += part.length;
  }
  for (const [start] of places) {
    const near = places.filter(([other]) => other >= start && other < start + AFTER);
    const different = new Set(near.map(([, word]) => word)).size;
    if (different > most) [first, most] = [start, different];
  }
  const begin = whole.lastIndexOf(" ", Math.max(first - BEFORE, 0)) + 1;
  const end = first + AFTER < at ? whole.lastIndexOf(" ", first + AFTER) : at;
  line.append(begin ? "… " : "");
  for (const part of whole.slice(begin, end).split(WORD)) line.append(isMeant(part) ? add(line, "mark", part) : part);
  line.append(end < at ? " …" : "");
}

/* Lists what was found, and gives the sentence about it. */
async function show() {
  const [own, other] = languages;
  const words = wordsOf(text);
  const searched = words.filter((word) => !own.common.includes(word));
  if (!searched.length) return said[words.length ? "common" : "short"];
  let found = find(own, searched), state = found.numbers.length > SHOWN ? "many" : "found";
  if (!found.isWhole) {
    const elsewhere = find(other, searched);
    state = elsewhere.isWhole ? "other" : "some";
    if (elsewhere.isWhole) found = elsewhere;
  }
  for (const number of found.numbers.slice(0, SHOWN)) {
    const [address, title, where] = documents[number];
    const item = add(list, "li", "", "card stack stack-s");
    add(add(item, "b"), "a", title).href = address;
    add(item, "p", where, "hint");
    if (state !== "other") showPiece(add(item, "p"), await textOf(address), found.matched);
  }
  const count = found.numbers.length;
  return said[count ? state : "nothing"].replace("{count}", count).replace("{shown}", SHOWN);
}

if (text.trim()) {
  document.querySelector("#q").value = text;
  document.querySelector("[data-state]").textContent = await show();
}
document.documentElement.dataset.filled = "";
