/** GPT-2's byte alphabet: each byte as a visible character, `bytes_to_unicode` of the original encoder. */
import { type AlignedText, applyMapping } from './aligned-text.js';

const BYTES = 256;

/** The character (one UTF-16 unit) of each byte. */
export const BYTE_TO_UNIT: Uint16Array = byteUnits();

/** The byte of each alphabet character by its code; -1 for every other code. */
const UNIT_TO_BYTE: Int16Array = new Int16Array(BYTES + 68).fill(-1);
BYTE_TO_UNIT.forEach((unit, byte) => { UNIT_TO_BYTE[unit] = byte; });

function byteUnits(): Uint16Array {
  const units = new Uint16Array(BYTES);
  let next = BYTES;
  for (let byte = 0; byte < BYTES; byte++) {
    const visible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    units[byte] = visible ? byte : next++;
  }
  return units;
}

/** The byte that an alphabet character stands for, -1 for a character outside the alphabet. */
export function byteOfUnit(unit: number): number {
  return UNIT_TO_BYTE[unit] ?? -1;
}

const encoder = new TextEncoder();

/** Replaces every character by the alphabet characters of its UTF-8 bytes. */
export function byteCharacters(source: AlignedText): AlignedText {
  const { text } = source;
  const bytes = encoder.encode(text);
  const from = new Int32Array(bytes.length);
  let result = '';
  let unit = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (i > 0 && (byte & 0xc0) !== 0x80) unit += bytes[lastStart(bytes, i)]! >= 0xf0 ? 2 : 1;
    from[i] = unit;
    result += String.fromCharCode(BYTE_TO_UNIT[byte]!);
  }
  return applyMapping(source, { text: result, from });
}

/** Index of the first byte of the character before the one that starts at `index`. */
function lastStart(bytes: Uint8Array, index: number): number {
  let start = index - 1;
  while ((bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}
