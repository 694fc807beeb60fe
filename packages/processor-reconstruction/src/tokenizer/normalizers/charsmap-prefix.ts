/**
 * SentencePiece's own use of a charsmap: at every place the longest entry that the text goes on with, across graphemes
 * (`Normalizer::NormalizePrefix` in sentencepiece/src/normalizer.cc). The Rust library looks up graphemes instead.
 */
import { type AlignedText, applyMapping, TextTransform } from '../aligned-text.js';
import type { Charsmap } from './precompiled.js';

/** More than the longest entry of SentencePiece's published charsmaps has. */
const LONGEST_ENTRY = 16;

/** Applies the map by longest prefixes. */
export function applyCharsmapPrefixes(source: AlignedText, map: Charsmap): AlignedText {
  const from = Array.from(source.text);
  const to: string[] = [];
  const changes: number[] = [];
  let modified = false;
  let dropped = 0;
  for (let at = 0; at < from.length; ) {
    const found = map.longest(from.slice(at, at + LONGEST_ENTRY));
    const added = found === undefined ? [from[at]!] : Array.from(found.replacement);
    const length = found?.length ?? 1;
    modified ||= found !== undefined;
    added.forEach((character, index) => {
      to.push(character);
      changes.push(index >= length ? 1 : 0);
    });
    if (added.length < length) {
      if (changes.length > 0) changes[changes.length - 1]! -= length - added.length;
      else dropped += from.slice(at, at + length).join('').length;
    }
    at += length;
  }
  if (!modified) return source;
  const transform = new TextTransform(source.text, dropped);
  to.forEach((character, index) => {
    transform.push(character, changes[index]!);
  });
  return applyMapping(source, transform.result());
}
