/* The keys and status lists that the scanner works with; without a network the kept ones. */
import { readKeys } from "./known_keys.js";
import { readLists } from "./lists.js";
import { Refused } from "./refused.js";

/* { hosts, keys, madeAt, lists }, or null where nothing was ever fetched. `lists` may be null. */
export async function fetchSupplies({ keys, lists }) {
  const known = await answerOf(keys, (answer) => answer.json());
  if (known === null) return null;
  const supplies = readKeys(known);
  const message = await answerOf(lists, (answer) => answer.arrayBuffer());
  return { ...supplies, lists: message && await soundLists(new Uint8Array(message), supplies) };
}

async function answerOf(address, read) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await read(answer) : null;
  } catch {
    return null; // no network, and nothing kept
  }
}

async function soundLists(message, { hosts, keys }) {
  try {
    return await readLists(message, { keys, host: hosts[0] });
  } catch (problem) {
    if (problem instanceof Refused) return null;
    throw problem;
  }
}
