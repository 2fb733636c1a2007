/* COSE_Sign1 (RFC 9052) with Ed25519, in the one form that certificates/keys/cose.py writes. */
import { Tag, decode, head } from "./cbor.js";
import { Refused } from "./refused.js";

const SIGN1_TAG = 18;
const EDDSA = -8;
const KEY_ID_SIZE = 4;
const SIGNATURE_SIZE = 64;

/* { keyId, payload, signature, protectedHeader }: nothing has been verified yet. */
export function read(message) {
  const tagged = decode(message);
  const parts = tagged instanceof Tag && tagged.number === SIGN1_TAG ? tagged.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Refused("structure");
  const [protectedHeader, unprotected, payload, signature] = parts;
  const isSound = isBytes(protectedHeader) && isBytes(payload) && isBytes(signature)
    && unprotected instanceof Map && unprotected.size === 0
    && signature.length === SIGNATURE_SIZE;
  if (!isSound) throw new Refused("structure");
  return { keyId: keyIdIn(protectedHeader), payload, signature, protectedHeader };
}

/* The bytes that Ed25519 signs: the Sig_structure of section 4.4. */
export function signedBytes(sign1, externalData) {
  const context = new TextEncoder().encode("Signature1");
  return concatenate([
    head(4, 4), head(3, context.length), context,
    head(2, sign1.protectedHeader.length), sign1.protectedHeader,
    head(2, externalData.length), externalData,
    head(2, sign1.payload.length), sign1.payload,
  ]);
}

export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyIdIn(protectedHeader) {
  const header = decode(protectedHeader);
  const isSound = header instanceof Map && header.size === 2
    && header.get(1) === EDDSA && isBytes(header.get(4)) && header.get(4).length === KEY_ID_SIZE;
  if (!isSound) throw new Refused("protected header");
  return hex(header.get(4));
}

function isBytes(value) {
  return value instanceof Uint8Array;
}

function concatenate(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
