/* The part of CBOR (RFC 8949) that codes and status lists use, in its deterministic form only.

   Integers, byte and text strings, arrays, maps and tags. Indefinite and longer-than-needed lengths,
   keys twice or in another order, trailing bytes and everything else are refused. */
import { Refused } from "./refused.js";

const DEEPEST = 8;
const SIZES = [1, 2, 4, 8]; // bytes of an argument that does not fit into the first byte
const LARGEST_BEFORE = [23, 0xff, 0xffff, 0xffffffff];

export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

export function decode(bytes) {
  const reader = new Reader(bytes);
  const value = reader.item(0);
  if (reader.at !== bytes.length) throw new Refused("trailing bytes");
  return value;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  item(depth) {
    if (depth > DEEPEST) throw new Refused("too deep");
    const head = this.take(1)[0];
    const argument = this.argument(head & 31);
    switch (head >> 5) {
      case 0: return argument;
      case 1: return -1 - argument;
      case 2: return this.take(argument).slice();
      case 3: return this.text(argument);
      case 4: return this.array(argument, depth);
      case 5: return this.map(argument, depth);
      case 6: return new Tag(argument, this.item(depth + 1));
      default: throw new Refused("kind");
    }
  }

  take(count) {
    if (count > this.bytes.length - this.at) throw new Refused("too short");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  argument(short) {
    if (short < 24) return short;
    const rank = short - 24;
    if (rank >= SIZES.length) throw new Refused("length");
    const value = this.number(SIZES[rank]);
    if (value <= LARGEST_BEFORE[rank]) throw new Refused("longer than needed");
    return value;
  }

  number(size) {
    const start = this.at;
    this.take(size);
    if (size === 1) return this.view.getUint8(start);
    if (size === 2) return this.view.getUint16(start);
    if (size === 4) return this.view.getUint32(start);
    const value = Number(this.view.getBigUint64(start));
    if (!Number.isSafeInteger(value)) throw new Refused("too large");
    return value;
  }

  text(length) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(length));
    } catch (problem) {
      throw problem instanceof Refused ? problem : new Refused("text");
    }
  }

  array(length, depth) {
    if (length > this.bytes.length - this.at) throw new Refused("too short");
    return Array.from({ length }, () => this.item(depth + 1));
  }

  map(length, depth) {
    const found = new Map();
    let before = null;
    for (let count = 0; count < length; count += 1) {
      const start = this.at;
      const key = this.item(depth + 1);
      const written = this.bytes.subarray(start, this.at);
      if (before !== null && !precedes(before, written)) throw new Refused("order of keys");
      found.set(key, this.item(depth + 1));
      before = written;
    }
    return found;
  }
}

/* Shorter keys come first, then the order of their bytes. */
function precedes(first, second) {
  if (first.length !== second.length) return first.length < second.length;
  const differing = first.findIndex((byte, position) => byte !== second[position]);
  return differing >= 0 && first[differing] < second[differing];
}

/* The head of an item: its kind (0 to 7) and its argument. */
export function head(kind, argument) {
  const rank = LARGEST_BEFORE.findIndex((largest) => argument <= largest);
  if (rank === 0) return Uint8Array.of((kind << 5) | argument);
  const size = SIZES[rank - 1];
  const bytes = new Uint8Array(1 + size);
  const view = new DataView(bytes.buffer);
  bytes[0] = (kind << 5) | (23 + rank);
  if (size === 1) view.setUint8(1, argument);
  if (size === 2) view.setUint16(1, argument);
  if (size === 4) view.setUint32(1, argument);
  return bytes;
}
