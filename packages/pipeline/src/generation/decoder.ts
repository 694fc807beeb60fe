/** What search asks of a model: scores of the next token for rows that grow. */

/** A model in the middle of generating. One is made for each generation and holds its cache. */
export interface Decoder {
  /**
   * Scores of the token after each row, one per token of the vocabulary. All rows have the same length; every call but the first
   * brings rows that are one token longer.
   */
  step(rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** Makes row `i` of the next step continue what is row `order[i]` now. */
  reorder(order: readonly number[]): void;
}
