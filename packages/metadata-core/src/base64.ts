/** Base64 (RFC 4648, padded) to bytes; works on the stored bytes, without a detour through a string. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

const PADDING = 0x3d;
const OUTSIDE = 255;
/** Bits of the last digit that belong to no byte, by the number of digits behind the last full group. */
const LEFT_OVER = [0, 0, 15, 3];

let table: Uint8Array | undefined;

function digits(): Uint8Array {
  if (table !== undefined) return table;
  table = new Uint8Array(256).fill(OUTSIDE);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let digit = 0; digit < 64; digit++) table[alphabet.charCodeAt(digit)] = digit;
  return table;
}

/**
 * The bytes that `text` (ASCII) stands for.
 *
 * @throws {MetadataError} `BAD_BASE64` for a length that is no multiple of 4, a character outside the alphabet, or wrong padding.
 */
export function decodeBase64(text: Uint8Array, name: string): Uint8Array {
  const values = digits();
  let length = text.length;
  if (length % 4 !== 0) throw bad(name, `${length} characters, no multiple of 4`);
  if (text[length - 1] === PADDING) length -= text[length - 2] === PADDING ? 2 : 1;
  const bytes = new Uint8Array((length * 3) >> 2);
  const whole = length & ~3;
  let position = 0;
  let index = 0;
  // Digits are below 64, what is outside the alphabet is above: a group's bits joined tell whether any is.
  for (; index < whole; index += 4) {
    const [a, b, c, d] = [values[text[index]!]!, values[text[index + 1]!]!, values[text[index + 2]!]!, values[text[index + 3]!]!];
    if ((a | b | c | d) > 63) break;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    bytes[position] = bits >> 16;
    bytes[position + 1] = bits >> 8;
    bytes[position + 2] = bits;
    position += 3;
  }
  let bits = 0;
  for (; index < length; index++) {
    const digit = values[text[index]!]!;
    if (digit === OUTSIDE) throw bad(name, `byte ${text[index]!} at position ${index}`);
    bits = ((bits << 6) | digit) & 0xff_ffff;
    const phase = index & 3;
    if (phase > 0) bytes[position++] = bits >> (6 - 2 * phase);
  }
  if (bits & LEFT_OVER[length & 3]!) throw bad(name, 'bits behind the last byte');
  return bytes;
}

function bad(name: string, what: string): MetadataError {
  return new MetadataError('BAD_BASE64', `${name} is not base64: ${what}.`, { where: name, hint: 'Embed the file again.' });
}
