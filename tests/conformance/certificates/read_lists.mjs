/* Reads { keys, host, messages } as JSON and prints what the browser's module finds in each message. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { readLists } = await import(pathToFileURL(`${folder}/lists.js`));
const { readKeys } = await import(pathToFileURL(`${folder}/known_keys.js`));
const { judge } = await import(pathToFileURL(`${folder}/judge.js`));
const asked = JSON.parse(readFileSync(0, "utf-8"));
const { keys } = readKeys(asked);
const answers = [];
for (const message of asked.messages) {
  try {
    const lists = await readLists(Uint8Array.from(Buffer.from(message, "hex")), { keys, host: asked.host });
    const places = [...lists.lists].map(([number, one]) => [number, [...one.revoked], [...one.suspended]]);
    const codes = asked.questions.map(([outcome, listNumber, statusIndex, now]) =>
      judge({ outcome, claims: { listNumber, statusIndex } }, lists, now));
    answers.push({ signedAt: lists.signedAt, validUntil: lists.validUntil, places, codes });
  } catch (problem) {
    answers.push({ refused: problem.message });
  }
}
console.log(JSON.stringify(answers));
