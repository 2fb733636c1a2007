/* Base41: two bytes in three characters. The twin of certificates/qr/base41.py, and as strict. */
import { Refused } from "./refused.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-.:";
const BASE = ALPHABET.length;
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

export function decode(text) {
  if (text.length % 3 === 1) throw new Refused("length");
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const [low, middle, high = 0] = [...text.slice(start, start + 3)].map(digit);
    const isWord = start + 2 < text.length;
    const value = low + BASE * middle + BASE * BASE * high;
    if (value > (isWord ? 0xffff : 0xff)) throw new Refused("range");
    if (isWord) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

function digit(character) {
  const value = VALUES.get(character);
  if (value === undefined) throw new Refused("character");
  return value;
}
