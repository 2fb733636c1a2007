/* The pack: what is fetched anew, and what goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInContext } from "node:vm";
import { keepingPage } from "./phone.mjs";

const BASE = "/courses/POESA-EL/offline";
const part = (name) => ({ url: `${BASE}/${name}.json`, size: 10 });
const PARTS = {
  [`${BASE}/m1.aa.json`]: { "/courses/POESA-EL/a": "<p>a", "/courses/POESA-EL/b": "<p>b" },
  [`${BASE}/m1.bb.json`]: { "/courses/POESA-EL/a": "<p>new a" },
  [`${BASE}/m2.cc.json`]: { "/courses/POESA-EL/c": "<p>c" },
};

/* A server of a pack that a test may change. */
function packServer() {
  const server = { parts: ["m1.aa", "m2.cc"], files: ["/static/one.js"], asked: [], broken: "" };
  server.answer = (path) => {
    server.asked.push(path);
    if (path === server.broken) return new Response("", { status: 503 });
    if (path.endsWith("/manifest.json")) return Response.json(manifestOf(server));
    if (path.endsWith("/state.json")) return Response.json({ person: "ratna", course: "POESA-EL", units: {}, lessons: {} });
    return path in PARTS ? Response.json(PARTS[path]) : new Response("<p>page");
  };
  return server;
}

const manifestOf = ({ parts, files }) => ({
  id: parts.join(), version: "1", language: "id", size: 10 * (parts.length + files.length), starts: {}, after: {},
  parts: parts.map(part), files: files.map((url) => ({ url, size: 10 })), page: BASE, away: ["/offline"],
});

async function keep(page) {
  page.progress = [];
  await runInContext("download(undefined, (done, all) => progress.push([done, all]))", page);
  return page.progress.at(-1).join(" of ");
}

const cachedPaths = async (page) => [...(await page.caches.open("course-POESA-EL")).pages.keys()].sort();

test("a course is kept whole, and a second time nothing but the manifest and the state is fetched", async () => {
  const server = packServer(), page = keepingPage(server.answer);
  assert.equal(await keep(page), "30 of 30");
  assert.deepEqual(await cachedPaths(page), ["/courses/POESA-EL/a", "/courses/POESA-EL/b", "/courses/POESA-EL/c", BASE, "/static/one.js"]);
  server.asked = [];
  await keep(page);
  assert.deepEqual(server.asked.filter((path) => path in PARTS), []);
});

test("of a newer pack only what changed is fetched, and pages that it lacks go", async () => {
  const server = packServer(), page = keepingPage(server.answer);
  await keep(page);
  Object.assign(server, { parts: ["m1.bb", "m2.cc"], files: ["/static/two.js"], asked: [] });
  await keep(page);
  assert.deepEqual(server.asked.filter((path) => path in PARTS), [part("m1.bb").url]);
  assert.deepEqual(await cachedPaths(page), ["/courses/POESA-EL/a", "/courses/POESA-EL/c", BASE, "/static/two.js"]);
  const { id, isWhole } = await page.payungStore.pack("POESA-EL");
  assert.deepEqual([id, isWhole], ["m1.bb,m2.cc", true]);
});

test("a download that breaks off goes on where it stopped", async () => {
  const server = packServer(), page = keepingPage(server.answer);
  server.broken = part("m2.cc").url;
  await assert.rejects(keep(page));
  assert.equal((await page.payungStore.pack("POESA-EL")).isWhole, false);
  Object.assign(server, { broken: "", asked: [] });
  await keep(page);
  assert.deepEqual(server.asked.filter((path) => path in PARTS), [part("m2.cc").url]);
});

test("pages that the browser has deleted are fetched again", async () => {
  const server = packServer(), page = keepingPage(server.answer);
  await keep(page);
  page.caches.all.clear();
  assert.equal(await runInContext("keptPack()", page), undefined);
  await keep(page);
  assert.equal((await cachedPaths(page)).length, 5);
});

test("what waits leads to its page", () => {
  const pageOf = runInContext("pageOf", keepingPage(packServer().answer));
  const course = "/courses/POESA-EL";
  const keep = `${course}/units/00000000-0000-7000-8000-000000000000/keep`;
  assert.deepEqual([
    pageOf("unit", keep, "goal"),
    pageOf("unit", keep, ""),
    pageOf("unit", keep),
    pageOf("skip", `${course}/lessons/M01-L1/steps/try/skip`),
    pageOf("answer", `${course}/practice/00000000-0000-7000-8000-000000000000`),
  ], [`${course}/plan/goal`, `${course}/plan`, course, `${course}/lessons/M01-L1/steps/try`, `${course}/practice`]);
});

test("a browser that asks whether data may stay does not keep the course waiting for the answer", { timeout: 60_000 }, async () => {
  const page = keepingPage(packServer().answer);
  page.navigator.storage = { persist: () => new Promise(() => {}) };
  await runInContext("start()", page);
  assert.equal((await page.payungStore.pack("POESA-EL"))?.isWhole, true);
});
