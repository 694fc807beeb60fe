/** `trim_offsets`: the offsets of byte-level tokens without the spaces at their ends. */
import { unitsAt } from './aligned-text.js';
import type { TextPart } from './encoding.js';
import { type TokenRun, wordOfToken } from './token-run.js';
import { isWhiteSpace } from './unicode/character-classes.js';

export interface TrimRule {
  /** Whether the pre-tokenizer put a space before the text, which then has no place in it. */
  readonly addPrefixSpace: boolean;
}

/** The space of the byte alphabet, Ġ. */
const BYTE_SPACE = 0x120;

function isSpace(code: number): boolean {
  return code === BYTE_SPACE || isWhiteSpace(code);
}

/** Changes `offsets`, those of the tokens of `part`, in place. */
export function trimOffsets(part: TextPart, offsets: [number, number][], rule: TrimRule, tokenOf: (id: number) => string): void {
  const { run, start } = part;
  for (let i = 0; i < offsets.length; i++) {
    const token = run.surfaces.get(start + i) ?? tokenOf(run.ids[start + i]!);
    let leading = 0;
    while (leading < token.length && isSpace(token.charCodeAt(leading))) leading++;
    let trailing = 0;
    while (trailing < token.length && isSpace(token.charCodeAt(token.length - 1 - trailing))) trailing++;
    if (leading === 0 && trailing === 0) continue;
    const offset = offsets[i]!;
    const source = sourceOf(run, start + i);
    if (leading > 0) {
      const first = i === 0 || offset[0] === 0;
      if (first && rule.addPrefixSpace && leading === 1) leading = 0;
      offset[0] = Math.min(forward(source, offset[0], leading), offset[1]);
    }
    if (trailing > 0) offset[1] = Math.max(backward(source, offset[1], trailing), offset[0]);
  }
}

function sourceOf(run: TokenRun, token: number): string {
  if (run.wordNumbers === undefined) return run.sources[0]!;
  return run.sources[run.wordNumbers[wordOfToken(run, token)]!]!;
}

/** The position `count` characters on. */
function forward(text: string, position: number, count: number): number {
  let at = position;
  for (let i = 0; i < count; i++) at += at < text.length ? unitsAt(text, at) : 1;
  return at;
}

/** The position `count` characters back; the same one where there are not so many. */
function backward(text: string, position: number, count: number): number {
  let at = position;
  for (let i = 0; i < count; i++) {
    if (at <= 0) return position;
    at -= at >= 2 && unitsAt(text, at - 2) === 2 ? 2 : 1;
  }
  return at;
}
