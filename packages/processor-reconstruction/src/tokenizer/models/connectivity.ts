/**
 * Which characters can ever meet inside a token. Between two that cannot, a word may be cut and its parts merged alone, with the same result: a
 * token across the cut would be made by a merge whose seam lies there.
 */
import type { Vocabulary } from '../vocabulary.js';
import { firstCharacter, lastCharacter, type MergeRules, pairHash } from './merge-rules.js';

/** Pairs of characters below this one are kept as bits: among them are all that bytes are spelled as. */
const NEAR_BITS = 9;
const NEAR = 1 << NEAR_BITS;
/** Pairs of symbols whose answer is kept close at hand. */
const MEMO = 8192;

export class Connectivity {
  readonly #vocabulary: Vocabulary;
  readonly #near = new Int32Array((NEAR * NEAR) / 32);
  /** All others. Open addressing; two integers a slot: the character before a seam plus 1 (0 where it is free), and the one behind. */
  #far = new Int32Array(2 * 1024);
  #used = 0;
  /** Left id, right id, and the answer. */
  readonly #memo = new Int32Array(MEMO * 4).fill(-1);

  constructor(rules: MergeRules, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    const near = this.#near;
    rules.seams((before, after) => {
      if ((before | after) < NEAR) near[(before << (NEAR_BITS - 5)) | (after >> 5)]! |= 1 << (after & 31);
      else this.#add(before, after);
    });
  }

  /** Whether a token may hold these two first symbols of a word side by side. */
  joins(left: number, right: number): boolean {
    const memo = this.#memo;
    const at = (pairHash(left, right) & (MEMO - 1)) * 4;
    if (memo[at] === left && memo[at + 1] === right) return memo[at + 2] === 1;
    const joined = this.#meet(left, right);
    memo[at] = left;
    memo[at + 1] = right;
    memo[at + 2] = joined ? 1 : 0;
    return joined;
  }

  #meet(left: number, right: number): boolean {
    const { bytes, offsets } = this.#vocabulary;
    const first = this.#vocabulary.rowOf(left >>> 0);
    const second = this.#vocabulary.rowOf(right >>> 0);
    if (first < 0 || second < 0) return false;
    if (offsets[first] === offsets[first + 1] || offsets[second] === offsets[second + 1]) return true;
    const before = lastCharacter(bytes, offsets[first + 1]!);
    const after = firstCharacter(bytes, offsets[second]!);
    if ((before | after) < NEAR) return (this.#near[(before << (NEAR_BITS - 5)) | (after >> 5)]! & (1 << (after & 31))) !== 0;
    return this.#far[this.#slot(this.#far, before, after)] !== 0;
  }

  #add(before: number, after: number): void {
    const slot = this.#slot(this.#far, before, after);
    if (this.#far[slot] !== 0) return;
    this.#far[slot] = before + 1;
    this.#far[slot + 1] = after;
    if (++this.#used * 4 < this.#far.length) return;
    const pairs = this.#far;
    const larger = new Int32Array(pairs.length * 2);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === 0) continue;
      const at = this.#slot(larger, pairs[i]! - 1, pairs[i + 1]!);
      larger[at] = pairs[i]!;
      larger[at + 1] = pairs[i + 1]!;
    }
    this.#far = larger;
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
