/** Metadata of RapidOCR's and PaddleOCR's recognition models: the characters, one a line. */
import type { MetadataEntry } from '../metadata.js';
import type { DialectParts } from './dialect.js';

/** What Python's `str.splitlines` splits at. */
// eslint-disable-next-line no-control-regex -- three of the line ends are control characters
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * Reads the entry `character`. `characters.txt` has it as it is; `config.json` has the labels of a CTC head as RapidOCR forms them:
 * `blank` first, then the characters, then a space.
 */
export function readRapidOcr(entries: ReadonlyMap<string, MetadataEntry>): DialectParts {
  const text = entries.get('character')!.value;
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  const labels = ['blank', ...lines, ' '];
  const values = { ...Object.fromEntries([...entries].map(([key, { value }]) => [key, value])), character: lines };
  return {
    files: {
      'config.json': { text: JSON.stringify({ model_type: 'rapidocr', id2label: Object.fromEntries(labels.entries()) }), keys: ['character'] },
      'characters.txt': { text, keys: ['character'] },
    },
    values,
    problems: [],
  };
}
