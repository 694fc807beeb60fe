/** Builds the `decoder` section: from token strings to text. */
import { ProcessorError } from '../../processor-error.js';
import { byteOfUnit } from '../byte-alphabet.js';
import { cleanUpWordPiece } from '../clean-up.js';
import type { JsonNode } from '../json-node.js';
import { readMetaspace } from '../metaspace.js';
import { type Pattern, readPattern } from '../regex/pattern.js';

/** Turns token strings into strings that, joined, are the text. */
export type Decoder = (tokens: readonly string[]) => string[];

const TYPES = [
  'Sequence', 'ByteLevel', 'WordPiece', 'Metaspace', 'BPEDecoder', 'CTC', 'ByteFallback', 'Fuse', 'Strip', 'Replace',
] as const;

const REPLACEMENT = '\ufffd';
const encoder = new TextEncoder();
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** @throws {ProcessorError} `BAD_TOKENIZER` naming the JSON path of what it cannot use. */
export function readDecoder(node: JsonNode): Decoder {
  switch (node.at('type').oneOf(TYPES)) {
    case 'Sequence': {
      const steps = node.at('decoders').list().map(readDecoder);
      return (tokens) => steps.reduce((list, step) => step(list), [...tokens]);
    }
    case 'ByteLevel': {
      node.at('add_prefix_space').boolean();
      node.at('trim_offsets').boolean();
      node.at('use_regex').orDefault((value) => value.boolean(), true);
      return (tokens) => [lossy.decode(byteLevelBytes(tokens))];
    }
    case 'WordPiece': {
      const prefix = node.at('prefix').string();
      const cleanup = node.at('cleanup').boolean();
      return (tokens) => tokens.map((token, i) => wordPieceToken(token, i, prefix, cleanup));
    }
    case 'Metaspace': {
      const { replacement, scheme } = readMetaspace(node);
      return (tokens) => tokens.map((token, i) => metaspaceToken(token, i, replacement, scheme !== 'never'));
    }
    case 'BPEDecoder': {
      const suffix = node.at('suffix').string();
      return (tokens) => tokens.map((token, i) => token.replaceAll(suffix, i === tokens.length - 1 ? '' : ' '));
    }
    case 'CTC': return readCtc(node);
    case 'ByteFallback': return decodeByteTokens;
    case 'Fuse': return (tokens) => [tokens.join('')];
    case 'Strip': {
      const content = node.at('content').character();
      const start = node.at('start').index();
      const stop = node.at('stop').index();
      return (tokens) => tokens.map((token) => stripToken(token, content, start, stop));
    }
    case 'Replace': {
      const pattern = readPattern(node.at('pattern'));
      const content = node.at('content').string();
      return (tokens) => tokens.map((token) => replaceMatches(token, pattern, content));
    }
  }
}

/** The bytes of byte-level tokens; a token with a character outside the alphabet stands for its own UTF-8. */
function byteLevelBytes(tokens: readonly string[]): Uint8Array {
  const parts = tokens.map(tokenBytes);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tokenBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteOfUnit(token.charCodeAt(i));
    if (byte < 0) return encoder.encode(token);
    bytes[i] = byte;
  }
  return bytes;
}

function wordPieceToken(token: string, index: number, prefix: string, cleanup: boolean): string {
  let text = token;
  if (index > 0) text = token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
  return cleanup ? cleanUpWordPiece(text) : text;
}

function metaspaceToken(token: string, index: number, replacement: string, prefixed: boolean): string {
  if (index > 0 || !prefixed) return token.replaceAll(replacement, ' ');
  return token.replaceAll(replacement, '');
}

function readCtc(node: JsonNode): Decoder {
  const pad = node.at('pad_token').string();
  const delimiter = node.at('word_delimiter_token').string();
  const cleanup = node.at('cleanup').boolean();
  return (tokens) =>
    tokens
      .filter((token, i) => token !== tokens[i - 1])
      .map((token) => {
        const text = token.replaceAll(pad, '');
        return cleanup ? cleanUpWordPiece(text).replaceAll(delimiter, ' ') : text;
      })
      .filter((text) => text !== '');
}

const BYTE_TOKEN = /^<0x([0-9A-Fa-f]{2}|\+[0-9A-Fa-f])>$/;

/** The byte of a token such as `<0xE2>`; -1 for every other token. */
function byteOfToken(token: string): number {
  const match = token.length === 6 ? BYTE_TOKEN.exec(token) : null;
  return match === null ? -1 : Number.parseInt(match[1]!, 16);
}

function decodeByteTokens(tokens: readonly string[]): string[] {
  const result: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      result.push(strict.decode(Uint8Array.from(bytes)));
    } catch {
      result.push(...bytes.map(() => REPLACEMENT));
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = byteOfToken(token);
    if (byte >= 0) bytes.push(byte);
    else {
      flush();
      result.push(token);
    }
  }
  flush();
  return result;
}

/** Cuts like the reference, which fails where it is told to cut more characters than there are. */
function stripToken(token: string, content: string, start: number, stop: number): string {
  const characters = [...token];
  let first = 0;
  while (first < Math.min(start, characters.length) && characters[first] === content) first++;
  let last = characters.length;
  for (let i = 0; i < stop; i++) {
    const index = characters.length - i - 1;
    if (index < 0) throw cannotStrip(token, stop);
    if (characters[index] !== content) break;
    last = index;
  }
  if (first > last) throw cannotStrip(token, start + stop);
  return characters.slice(first, last).join('');
}

function cannotStrip(token: string, count: number): ProcessorError {
  return new ProcessorError('CANNOT_DECODE', `decoder: Strip cannot take ${count} characters from ${JSON.stringify(token)}`, {
    where: 'decoder', hint: 'Give Strip a smaller start or stop.',
  });
}

function replaceMatches(token: string, pattern: Pattern, content: string): string {
  const matches = pattern.matches(token);
  let result = '';
  let end = 0;
  for (let m = 0; m < matches.length; m += 2) {
    result += token.slice(end, matches[m]) + content;
    end = matches[m + 1]!;
  }
  return result + token.slice(end);
}
