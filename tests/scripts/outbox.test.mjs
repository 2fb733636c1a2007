/* The outbox: what is stored, in which order it is sent, and what a receipt does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInContext } from "node:vm";
import { entry, unit, workerOf } from "./phone.mjs";

/* A server that writes down what it receives; `judge(entry)` gives the code, `fail(entries)` a status. */
function serverOf({ person = "ratna", judge = () => "done", fail = () => 0 } = {}) {
  const batches = [];
  const answer = (_path, { method, body }) => {
    if (method === "GET") return Response.json({ token: "t", person });
    const status = body.person === person ? fail(body.entries) : 409;
    if (status) return new Response("", { status });
    batches.push(body.entries.map(({ id }) => id));
    return Response.json({ results: body.entries.map((one) => ({ id: one.id, code: judge(one), reason: "" })) });
  };
  return { batches, answer };
}

async function phoneOf(server, entries) {
  const worker = workerOf(server.answer);
  await worker.payungStore.setPerson("ratna");
  for (const one of entries) await worker.payungStore.add(one);
  return worker;
}

const runSend = (worker) => runInContext("send()", worker);
const codes = async (worker) => Array.from(await worker.payungStore.entries(), ({ id, answer }) => `${id} ${answer?.code}`);

test("entries are sent in the order in which they were stored, 50 at once", async () => {
  const server = serverOf();
  const worker = await phoneOf(server, Array.from({ length: 120 }, (_, index) => entry(`e${index}`, unit(index))));
  assert.deepEqual({ ...await runSend(worker) }, {});
  assert.deepEqual(server.batches.map((batch) => batch.length), [50, 50, 20]);
  assert.deepEqual(server.batches.flat(), Array.from({ length: 120 }, (_, index) => `e${index}`));
});

test("what has a receipt is not sent again, and stays until the state holds it", async () => {
  const server = serverOf({ judge: ({ id }) => (id === "e1" ? "refused" : "done") });
  const worker = await phoneOf(server, [entry("e0", unit(0)), entry("e1", unit(1))]);
  await runSend(worker);
  await runSend(worker);
  assert.deepEqual(server.batches, [["e0", "e1"]]);
  assert.deepEqual(await codes(worker), ["e0 done", "e1 refused"]);
});

test("an id that was used counts as done", async () => {
  const worker = await phoneOf(serverOf({ judge: () => "id-used" }), [entry("e0", unit(0))]);
  await runSend(worker);
  assert.deepEqual(await codes(worker), ["e0 done"]);
});

test("an entry that is held holds what follows on its unit, also in the next batch, and nothing else", async () => {
  const server = serverOf({ judge: ({ id }) => (id === "e0" ? "held" : "done") });
  const entries = Array.from({ length: 60 }, (_, index) => entry(`e${index}`, unit(index === 55 ? 0 : index)));
  const worker = await phoneOf(server, entries);
  await runSend(worker);
  assert.equal(server.batches.flat().includes("e55"), false);
  assert.equal(server.batches.flat().length, 59);
});

test("an entry at which the server fails is found by sending singly", async () => {
  const server = serverOf({ fail: (entries) => (entries.some(({ id }) => id === "e1") ? 500 : 0) });
  const worker = await phoneOf(server, [0, 1, 2].map((index) => entry(`e${index}`, unit(index))));
  await runSend(worker);
  assert.deepEqual(server.batches, [["e0"], ["e2"]]);
  assert.deepEqual(await codes(worker), ["e0 done", "e1 held", "e2 done"]);
});

for (const [status, problem] of [[401, "signed-out"], [503, "server"], [502, "server"]]) {
  test(`a status ${status} of the question who is here is "${problem}", and nothing is lost`, async () => {
    const worker = await phoneOf({ answer: () => new Response("", { status }) }, [entry("e0", unit(0))]);
    assert.equal((await runSend(worker)).problem, problem);
    assert.deepEqual(await codes(worker), ["e0 undefined"]);
  });
}

test("what waits of one person is neither shown nor sent while another is here", async () => {
  const server = serverOf({ person: "budi" });
  const worker = await phoneOf(server, [entry("e0", unit(0))]);
  await runSend(worker);
  assert.deepEqual(await codes(worker), []);
  await worker.payungStore.setPerson("ratna");
  assert.deepEqual(await codes(worker), ["e0 undefined"]);
});

test("two pages that send at once send each entry once", async () => {
  const server = serverOf();
  const worker = await phoneOf(server, [entry("e0", unit(0)), entry("e1", unit(1))]);
  await Promise.all([runSend(worker), runSend(worker)]);
  assert.deepEqual(server.batches.flat(), ["e0", "e1"]);
});

test("a person that is forgotten leaves nothing behind", async () => {
  const worker = await phoneOf(serverOf(), [entry("e0", unit(0))]);
  await worker.payungStore.forget("ratna");
  assert.equal(await worker.payungStore.person(), undefined);
  await worker.payungStore.setPerson("ratna");
  assert.deepEqual(await codes(worker), []);
});

test("an entry sealed under a key that is gone is left out, and the others are read", async () => {
  const worker = await phoneOf(serverOf(), [entry("e0", unit(0))]);
  await worker.payungStore.setPerson("budi");
  await worker.payungStore.add(entry("e1", unit(1)));
  assert.deepEqual(await codes(worker), ["e1 undefined"]);
});

test("a newer version of the database may be opened while the worker runs", async () => {
  const worker = await phoneOf(serverOf(), []);
  const opening = worker.indexedDB.open("payung-offline", 2);
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onblocked = () => reject(new Error("blocked"));
  });
  opening.result.close();
});

test("a clock that is set back does not keep the server away for longer", async () => {
  let asked = 0, time = 1000;
  const worker = workerOf(() => { asked += 1; throw new TypeError("no network"); });
  worker.performance = { now: () => time };
  worker.Date = { now: () => 86_400_000 };
  await assert.rejects(runInContext("ask('/')", worker));
  await assert.rejects(runInContext("ask('/')", worker));
  assert.equal(asked, 1);
  worker.Date = { now: () => 0 };
  time += 31_000;
  await assert.rejects(runInContext("ask('/')", worker));
  assert.equal(asked, 2);
});

/* What the worker answers to a form of a kept page, without a network. */
async function offlineAnswer(worker, path) {
  await (await worker.caches.open("course-POESA-EL")).put("/courses/POESA-EL/a", new Response("a"));
  await (await worker.caches.open("away")).put("/offline/not-saved", new Response("not saved"));
  const form = { url: path, referrer: "https://payung.example/courses/POESA-EL/a", clone: () => form, text: async () => "keep=1" };
  return runInContext("storeForm", worker)(form, "unit", path);
}
const noNetwork = { answer() { throw new TypeError("no network"); } };

test("a form is not called saved if the browser has deleted the store", async () => {
  const answer = await offlineAnswer(workerOf(noNetwork.answer), unit(0));
  assert.equal(await answer.text(), "not saved");
});

test("an older text stays if a newer one finds no room", async () => {
  const worker = await phoneOf(noNetwork, [{ ...entry("old", unit(0)), fields: { keep: ["1"] } }]);
  worker.payungStore.add = () => Promise.reject(new Error("no room"));
  const answer = await offlineAnswer(worker, unit(0));
  assert.deepEqual([await answer.text(), ...await codes(worker)], ["not saved", "old undefined"]);
});

test("a newer text takes the place of an older one", async () => {
  const worker = await phoneOf(noNetwork, [{ ...entry("old", unit(0)), fields: { keep: ["1"] } }]);
  assert.equal((await offlineAnswer(worker, unit(0))).status, 303);
  const left = await codes(worker);
  assert.deepEqual([left.length, left.includes("old undefined")], [1, false]);
});
