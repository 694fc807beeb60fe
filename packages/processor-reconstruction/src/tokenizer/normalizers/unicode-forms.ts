/**
 * NFC, NFD, NFKC and NFKD with the alignments of the Rust crate `unicode-normalization-alignments`. The result is the
 * runtime's `String.prototype.normalize`; the changes are recovered by matching it against the decomposition.
 */
import { type MappedText, TextTransform } from '../aligned-text.js';
import { tableSource } from '../unicode/code-point-set.js';
import { NOT_CANONICAL, NOT_COMPATIBLE } from '../unicode/tables.js';

export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A base with everything beyond ASCII that follows, without the characters of newer Unicode versions: nothing composes across its borders. */
const CANONICAL_CHUNK = chunkPattern(NOT_CANONICAL);
const COMPATIBLE_CHUNK = chunkPattern(NOT_CANONICAL, NOT_COMPATIBLE);

function chunkPattern(...exceptions: string[]): RegExp {
  return new RegExp(`[\\0-\\x7f]?[^\\0-\\x7f${exceptions.map(tableSource).join('')}]+`, 'gv');
}

interface Change {
  readonly character: string;
  readonly change: number;
  used: boolean;
}

/** Normalizes `text`; `undefined` where nothing changes. */
export function normalizeForm(text: string, form: UnicodeForm): MappedText | undefined {
  if (text.normalize(form) === text) return undefined;
  const transform = new TextTransform(text);
  let end = 0;
  for (const { 0: chunk, index } of text.matchAll(form === 'NFC' || form === 'NFD' ? CANONICAL_CHUNK : COMPATIBLE_CHUNK)) {
    const normal = chunk.normalize(form);
    if (normal === chunk) continue;
    transform.keep(index - end);
    end = index + chunk.length;
    pushChunk(transform, chunk, normal, form);
  }
  transform.keep(text.length - end);
  return transform.result();
}

function pushChunk(transform: TextTransform, chunk: string, normal: string, form: UnicodeForm): void {
  const compatible = form === 'NFKC' || form === 'NFKD';
  const decompose = compatible ? 'NFKD' : 'NFD';
  const changes: Change[] = [];
  for (const character of chunk) {
    let change = 0;
    for (const part of character.normalize(decompose)) {
      changes.push({ character: part, change, used: false });
      change = 1;
    }
  }
  const ordered = reorder(changes, chunk.normalize(decompose));
  if (form === decompose) {
    for (const item of ordered) transform.push(item.character, item.change);
    return;
  }
  let first = 0;
  for (const character of normal) {
    while (first < ordered.length && ordered[first]!.used) first++;
    let sum = 0;
    let position = first;
    let parts = 0;
    for (const part of character.normalize('NFD')) {
      const item = take(ordered, position, part);
      sum += item.change;
      position = first;
      parts++;
    }
    transform.push(character, sum - (parts - 1));
  }
}

/** The changes in canonical order. The order among equal characters is kept, so each is found by its character. */
function reorder(changes: Change[], decomposed: string): Change[] {
  const ordered: Change[] = [];
  let first = 0;
  for (const character of decomposed) {
    while (first < changes.length && changes[first]!.used) first++;
    ordered.push(take(changes, first, character));
  }
  for (const item of ordered) item.used = false;
  return ordered;
}

function take(changes: Change[], start: number, character: string): Change {
  for (let i = start; i < changes.length; i++) {
    const item = changes[i]!;
    if (!item.used && item.character === character) {
      item.used = true;
      return item;
    }
  }
  return { character, change: 0, used: true };
}
