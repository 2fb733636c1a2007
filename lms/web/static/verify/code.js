/* The text of a QR code: where it leads, and the signed claims in it. The twin of certificates/qr/code.py. */
import * as base41 from "./base41.js";
import { decode } from "./cbor.js";
import { Refused } from "./refused.js";

const HEAD = /^https?:\/\/[^/]+\/v\//i;
const TEXT = /^(https?):\/\/([^/?#@ \t\n\r\f\v]+)\/v\/([0-9A-Z]{16})#([^# \t\n\r\f\v]+)$/;
const COURSE_CODE = /^[!-~]{1,16}$/;
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base32
const MAX_TEXT = 1200;
const MAX_NAME = 100;
const LAST_SECOND = 253402300799; // the year 9999
const STATUS_LIST_SIZE = 131072;
const FORMAT_VERSION = 1;
const EXPIRES_AT = 4, ISSUED_AT = 6, CLAIMS = -65537;

/* { isSecure, host, number, message }: the message is not yet verified. */
export function readText(text) {
  const start = HEAD.exec(text)?.[0];
  if (start === undefined || [...text].length > MAX_TEXT) throw new Refused("address");
  const found = TEXT.exec(start.toLowerCase() + text.slice(start.length));
  if (found === null || !isNumber(found[3])) throw new Refused("address");
  return {
    isSecure: found[1] === "https", host: found[2], number: found[3],
    message: base41.decode(found[4]),
  };
}

export function readClaims(payload) {
  const parts = decode(payload);
  const values = parts instanceof Map ? parts.get(CLAIMS) : null;
  const expiresAt = parts instanceof Map && parts.has(EXPIRES_AT) ? parts.get(EXPIRES_AT) : null;
  const expected = expiresAt === null ? 2 : 3;
  if (!Array.isArray(values) || values.length !== 6 || parts.size !== expected) {
    throw new Refused("claims");
  }
  const [version, listNumber, statusIndex, name, courseCode, level] = values;
  const claims = {
    issuedAt: parts.get(ISSUED_AT), expiresAt, listNumber, statusIndex, name, courseCode, level,
  };
  if (version !== FORMAT_VERSION || !hasSoundValues(claims)) throw new Refused("claims");
  return claims;
}

/* Binds a signature to the host and the number in the path. */
export function externalData(host, number) {
  const start = new TextEncoder().encode(`CERTQR1|${host}|`);
  return Uint8Array.of(...start, ...numberBytes(number));
}

/* The canonical number in a path that somebody may have typed, or null. */
export function canonicalNumber(text) {
  const plain = text.replace(/[\s-]+/g, "").toUpperCase();
  const number = plain.replaceAll("O", "0").replace(/[IL]/g, "1");
  return isNumber(number) ? number : null;
}

function isNumber(text) {
  return text.length === 16 && [...text].every((digit) => DIGITS.includes(digit));
}

function numberBytes(number) {
  let value = [...number].reduce((sum, digit) => sum * 32n + BigInt(DIGITS.indexOf(digit)), 0n);
  const bytes = new Uint8Array(10);
  for (let at = 9; at >= 0; at -= 1) {
    bytes[at] = Number(value & 255n);
    value >>= 8n;
  }
  return bytes;
}

function hasSoundValues(claims) {
  return isBetween(claims.issuedAt, 0, LAST_SECOND)
    && (claims.expiresAt === null || isBetween(claims.expiresAt, 0, LAST_SECOND))
    && isBetween(claims.listNumber, 1, 2 ** 32 - 1)
    && isBetween(claims.statusIndex, 0, STATUS_LIST_SIZE - 1)
    && isBetween(claims.level, 0, 3)
    && typeof claims.name === "string" && isBetween([...claims.name].length, 1, MAX_NAME)
    && typeof claims.courseCode === "string" && COURSE_CODE.test(claims.courseCode);
}

function isBetween(value, least, most) {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
