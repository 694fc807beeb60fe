/**
 * The codec `tokenizer-pack`: a `tokenizer.json` as columns, much smaller than its text and quicker to fill tables from.
 *
 * @module
 */
export { readTokenizerColumns } from './tokenizer-pack-columns.js';
export { unpackTokenizer } from './tokenizer-pack-text.js';
export { packTokenizer } from './tokenizer-pack-write.js';
