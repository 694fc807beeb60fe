/**
 * Which characters can ever meet inside a token. Between two that cannot, a word may be cut and its parts merged alone, with the same result: a
 * token across the cut would be made by a merge whose seam lies there.
 */
import type { Vocabulary } from '../vocabulary.js';
import { firstCharacter, lastCharacter, type MergeRules, pairHash } from './merge-rules.js';

/** Pairs of symbols whose answer is kept close at hand. */
const MEMO = 4096;

export class Connectivity {
  readonly #vocabulary: Vocabulary;
  /** Open addressing; two integers a slot: the character before a seam plus 1 (0 where it is free), and the one behind. */
  #pairs = new Int32Array(2 * 1024);
  #used = 0;
  /** Left id plus 1, right id, and the answer. */
  readonly #memo = new Int32Array(MEMO * 3);

  constructor(rules: MergeRules, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    // One pair in many is new: 64 K bits tell for most.
    const seen = new Int32Array(2048);
    rules.seams((before, after) => {
      if (before < 256 && after < 256) {
        const bit = (before << 8) | after;
        if (seen[bit >> 5]! & (1 << (bit & 31))) return;
        seen[bit >> 5]! |= 1 << (bit & 31);
      }
      this.#add(before, after);
    });
  }

  /** Whether a token may hold these two first symbols of a word side by side. */
  joins(left: number, right: number): boolean {
    const memo = this.#memo;
    const slot = 3 * ((Math.imul(left, 0x1f) + right) & (MEMO - 1));
    if (memo[slot] === left + 1 && memo[slot + 1] === right) return memo[slot + 2] === 1;
    const joined = this.#meet(left, right);
    memo[slot] = left + 1;
    memo[slot + 1] = right;
    memo[slot + 2] = joined ? 1 : 0;
    return joined;
  }

  #meet(left: number, right: number): boolean {
    const { bytes, offsets } = this.#vocabulary;
    const first = this.#vocabulary.rowOf(left >>> 0);
    const second = this.#vocabulary.rowOf(right >>> 0);
    if (first < 0 || second < 0) return false;
    if (offsets[first] === offsets[first + 1] || offsets[second] === offsets[second + 1]) return true;
    const slot = this.#slot(this.#pairs, lastCharacter(bytes, offsets[first + 1]!), firstCharacter(bytes, offsets[second]!));
    return this.#pairs[slot] !== 0;
  }

  #add(before: number, after: number): void {
    const slot = this.#slot(this.#pairs, before, after);
    if (this.#pairs[slot] !== 0) return;
    this.#pairs[slot] = before + 1;
    this.#pairs[slot + 1] = after;
    if (++this.#used * 4 < this.#pairs.length) return;
    const pairs = this.#pairs;
    const larger = new Int32Array(pairs.length * 2);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === 0) continue;
      const at = this.#slot(larger, pairs[i]! - 1, pairs[i + 1]!);
      larger[at] = pairs[i]!;
      larger[at + 1] = pairs[i + 1]!;
    }
    this.#pairs = larger;
  }

  /** Where a pair is in `pairs`, or belongs. */
  #slot(pairs: Int32Array, before: number, after: number): number {
    const mask = pairs.length / 2 - 1;
    for (let slot = pairHash(before, after) & mask; ; slot = (slot + 1) & mask) {
      const found = pairs[2 * slot]!;
      if (found === 0 || (found === before + 1 && pairs[2 * slot + 1] === after)) return 2 * slot;
    }
  }
}
