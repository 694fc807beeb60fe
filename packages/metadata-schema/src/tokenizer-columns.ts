/**
 * A `tokenizer.json` taken apart: its long lists as typed columns, the rest as a JSON tree. What the codec `tokenizer-pack`
 * stores, and what a tokenizer fills its tables from without building a JSON tree of the vocabulary first.
 */
export interface TokenizerColumns {
  /** The parsed `tokenizer.json` with `model.vocab` and `model.merges` absent. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** Vocabulary rows in the file's order. */
  readonly vocab: TokenizerVocabColumns;
  /** Merges in rank order; absent where the model has none. */
  readonly merges?: TokenizerMergeColumns;
}

/** Row `i` is the token `bytes.subarray(offsets[i], offsets[i + 1])` (UTF-8). */
export interface TokenizerVocabColumns {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** `count + 1` positions in `bytes`. */
  readonly offsets: Uint32Array;
  /** Token ids by row; absent when row `i` has id `i` (Unigram always). */
  readonly ids?: Uint32Array;
  /** Unigram scores by row; absent for other models. */
  readonly scores?: Float64Array;
}

/**
 * Merge `r` makes the token in row `result[r]` of the vocabulary; its left half is the first `split[r]` bytes of that token, its right half the
 * rest. The columns may be made when they are first read.
 */
export interface TokenizerMergeColumns {
  readonly count: number;
  readonly result: Uint32Array;
  readonly split: Uint32Array;
}
