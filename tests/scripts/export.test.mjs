/* The sealed file of an outbox: only the server opens it, and it holds what the worker would send. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exportingPage, entry, unit } from "./phone.mjs";

const { subtle } = crypto;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const LABEL = Buffer.from("payung-outbox 1|");
const bytes = (text) => Buffer.from(text, "base64url");

/* A server: what its state gives to a phone, and how it opens a file. */
async function serverOf() {
  const { privateKey, publicKey } = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = Buffer.from(await subtle.exportKey("raw", publicKey));
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
  async function open(text) {
    const { format, version, key: kid, ephemeral, sealed } = JSON.parse(text);
    assert.deepEqual([format, version, kid], ["payung-outbox", 1, "kid1"]);
    const theirs = await subtle.importKey("raw", bytes(ephemeral), CURVE, false, []);
    const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
    const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const info = Buffer.concat([LABEL, bytes(ephemeral), point]);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    const aes = await subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const box = bytes(sealed);
    const gcm = { name: "AES-GCM", iv: box.subarray(0, 12), additionalData: LABEL };
    const content = Buffer.from(await subtle.decrypt(gcm, aes, box.subarray(12)));
    const hmac = await subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    const isAuthentic = await subtle.verify("HMAC", hmac, content.subarray(0, 32), Buffer.concat([LABEL, content.subarray(32)]));
    return { isAuthentic, ...JSON.parse(content.subarray(32).toString()) };
  }
  return { open, seal: { key: `kid1.${point.toString("base64url")}`, secret: secret.toString("base64url") } };
}

async function fileOf(page) {
  await page.press("save");
  return page.files.at(-1)?.text();
}

test("the file holds what waits, as the worker would send it, and nothing leaves the phone", async () => {
  const server = await serverOf();
  const entries = [0, 1, 2, 3].map((index) => entry(`e${index}`, unit(index)));
  const page = await exportingPage(server.seal, entries);
  const rows = await page.store.entries();
  await page.store.mark(rows[1].number, { code: "done" });
  await page.store.mark(rows[2].number, { code: "refused" });
  await page.store.mark(rows[3].number, { code: "held" });
  const opened = await server.open(await fileOf(page));
  assert.equal(opened.isAuthentic, true);
  assert.equal(opened.person, "ratna");
  assert.deepEqual(opened.entries, [entries[0], entries[3]]);
  assert.equal((await page.store.entries()).length, 4);
  assert.equal(page.parts["export-state"].textContent, "made 2 of 2");
});

test("two files of the same are not alike", async () => {
  const server = await serverOf();
  const page = await exportingPage(server.seal, [entry("e0", unit(0))]);
  assert.notEqual(await fileOf(page), await fileOf(page));
});

test("a file holds 500 entries at most, the oldest, and no more bytes than the server takes", async () => {
  const server = await serverOf();
  const long = { text: ["x".repeat(19_000)] };
  const page = await exportingPage(server.seal, Array.from({ length: 60 }, (_, index) => ({ ...entry(`e${index}`, unit(index)), fields: long })));
  const text = await fileOf(page);
  assert.ok(text.length < 1024 * 1024);
  const { entries } = await server.open(text);
  assert.ok(entries.length > 30 && entries.length < 60);
  assert.equal(entries[0].id, "e0");
  const many = await exportingPage(server.seal, Array.from({ length: 510 }, (_, index) => entry(`e${index}`, unit(index))));
  assert.equal((await server.open(await fileOf(many))).entries.length, 500);
  assert.equal(many.parts["export-state"].textContent, "made 500 of 510");
});

test("without a key there is no button, but a sentence", async () => {
  const page = await exportingPage(undefined, [entry("e0", unit(0))]);
  assert.deepEqual([page.box.hidden, page.parts.save.hidden, page.parts.share.hidden], [false, true, true]);
  assert.equal(page.parts["export-state"].textContent, "no key");
});

test("if nothing waits, nothing is offered", async () => {
  const page = await exportingPage((await serverOf()).seal, []);
  assert.equal(page.box.hidden, true);
});

test("a phone whose key cannot be read says that no file was made", async () => {
  const page = await exportingPage({ key: "kid1.AAAA", secret: "AAAA" }, [entry("e0", unit(0))]);
  await fileOf(page);
  assert.equal(page.parts["export-state"].textContent, "failed");
});
