/** Base64 (RFC 4648, padded) to bytes; works on the stored bytes, in Node with the platform's decoder for long ones. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

/** The part of Node's `Buffer` that is used. */
interface NodeBuffer {
  from(bytes: ArrayBufferLike, start: number, length: number): { latin1Slice(): string };
  from(text: string, encoding: 'base64'): Uint8Array;
}

/** From this length on the platform's decoder is faster. */
const LONG = 4096;
const PADDING = 0x3d;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
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
  const whole = length & ~3;
  const head = whole < LONG ? undefined : decodeNatively(text.subarray(0, whole));
  const bytes = new Uint8Array((length * 3) >> 2);
  if (head !== undefined) bytes.set(head);
  let position = head?.length ?? 0;
  let index = head === undefined ? 0 : whole;
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

/** The bytes of whole groups of digits; `undefined` where the platform cannot tell, or anything in them is no digit. */
function decodeNatively(text: Uint8Array): Uint8Array | undefined {
  const { Buffer } = globalThis as unknown as { readonly Buffer?: NodeBuffer };
  if (Buffer === undefined) return undefined;
  const bytes = Buffer.from(Buffer.from(text.buffer, text.byteOffset, text.length).latin1Slice(), 'base64');
  // It leaves out what is no digit, and takes the two digits of another alphabet.
  const strict = bytes.length * 4 === text.length * 3 && !text.includes(DASH) && !text.includes(UNDERSCORE);
  return strict ? bytes : undefined;
}

function bad(name: string, what: string): MetadataError {
  return new MetadataError('BAD_BASE64', `${name} is not base64: ${what}.`, { where: name, hint: 'Embed the file again.' });
}
