/* Reads { keys, hosts, now, texts } as JSON and prints what the browser's modules say about each text. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, way] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(`${folder}/${name}`));
if (way === "without-webcrypto") {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (form, key, algorithm, ...rest) =>
    algorithm === "Ed25519" ? Promise.reject(new Error("unknown")) : importKey(form, key, algorithm, ...rest);
}
const { checkCode } = await load("check.js");
const { keys, hosts, now, texts } = JSON.parse(readFileSync(0, "utf-8"));
const known = new Map(keys.map((key) => [key.keyId, {
  publicKey: Uint8Array.from(Buffer.from(key.publicKey, "hex")),
  isSpecimen: key.isSpecimen,
  isCompromised: key.isCompromised,
  retiredAt: key.retiredAt,
}]));
const verdicts = [];
for (const text of texts) verdicts.push(await checkCode(text, { keys: known, hosts, now }));
console.log(JSON.stringify(verdicts));
