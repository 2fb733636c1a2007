/* The signed status lists that the scanner keeps. The twin of certificates/status_lists/scanner_lists.py. */
import { decode } from "./cbor.js";
import * as cose from "./cose.js";
import { Refused } from "./refused.js";
import { hasSigned } from "./signatures.js";

const VALID_UNTIL = 4, SIGNED_AT = 6, CLAIMS = -65537;
const FORMAT_VERSION = 1;
const STATUS_LIST_SIZE = 131072;

/* { signedAt, validUntil, lists }: a Map from a list's number to { revoked, suspended }, both Sets.
   Throws Refused for lists that a known and sound key has not signed for this host. */
export async function readLists(message, { keys, host }) {
  const sign1 = cose.read(message);
  const key = keys.get(sign1.keyId);
  if (key === undefined || key.isSpecimen || key.isCompromised) throw new Refused("key");
  const externalData = new TextEncoder().encode(`CERTLIST1|${host}`);
  const signed = cose.signedBytes(sign1, externalData);
  if (!await hasSigned(key.publicKey, sign1.signature, signed)) throw new Refused("signature");
  return readPayload(decode(sign1.payload));
}

function readPayload(payload) {
  const claims = payload instanceof Map && payload.size === 3 ? payload.get(CLAIMS) : null;
  const isSound = Array.isArray(claims) && claims.length === 2 && claims[0] === FORMAT_VERSION
    && Array.isArray(claims[1]) && Number.isSafeInteger(payload.get(SIGNED_AT))
    && payload.get(VALID_UNTIL) > payload.get(SIGNED_AT);
  if (!isSound) throw new Refused("lists");
  const lists = claims[1].map(([number, revoked, suspended]) => [
    number, { revoked: placesOf(revoked), suspended: placesOf(suspended) },
  ]);
  return {
    signedAt: payload.get(SIGNED_AT), validUntil: payload.get(VALID_UNTIL), lists: new Map(lists),
  };
}

/* From distances to places; the first distance counts from -1. */
function placesOf(distances) {
  let place = -1;
  return new Set(distances.map((distance) => {
    place += distance;
    if (!(distance >= 1) || place >= STATUS_LIST_SIZE) throw new Refused("places");
    return place;
  }));
}
