/* What a code is worth by itself, without a network. The twin of certificates/verification/code_verification.py. */
import { externalData, readClaims, readText } from "./code.js";
import * as cose from "./cose.js";
import { Refused } from "./refused.js";
import { hasSigned } from "./signatures.js";

/* { outcome, host, number, claims }; claims are there only once the signature is known to be good.
   `keys`: a Map from key id in hex to { publicKey, isSpecimen, isCompromised, retiredAt };
   `now` and `retiredAt` in seconds, the latter null for a key that still signs. */
export async function checkCode(text, { keys, hosts, now }) {
  const code = readCode(text);
  if (code === null) return { outcome: "unreadable" };
  const place = { host: code.host, number: code.number };
  if (!hosts.includes(code.host)) return { outcome: "foreign-host", ...place };
  const key = keys.get(code.sign1.keyId);
  if (key === undefined) return { outcome: "unknown-key", ...place };
  const message = cose.signedBytes(code.sign1, externalData(code.host, code.number));
  const isGood = await hasSigned(key.publicKey, code.sign1.signature, message);
  if (!isGood || !counts(key, code)) return { outcome: "forged", ...place };
  return { outcome: outcomeOf(code.claims, key, now), ...place, claims: code.claims };
}

function readCode(text) {
  try {
    const code = readText(text);
    const sign1 = cose.read(code.message);
    return { ...code, sign1, claims: readClaims(sign1.payload) };
  } catch (problem) {
    if (problem instanceof Refused) return null;
    throw problem;
  }
}

/* A genuine key signs for https only, and nothing after its retirement. */
function counts(key, code) {
  const isOfItsTime = key.retiredAt === null || code.claims.issuedAt <= key.retiredAt;
  return isOfItsTime && (key.isSpecimen || code.isSecure);
}

function outcomeOf(claims, key, now) {
  if (key.isSpecimen) return "specimen";
  if (key.isCompromised) return "online-only";
  if (claims.expiresAt !== null && claims.expiresAt <= now) return "expired";
  return "genuine";
}
