/**
 * Agreement and speed per tokenizer: how many texts of each fixture get the ids that Python's library computed, here and by both peers, and
 * the time for 100,000 characters of prose.
 *
 * Run after `npm run build`: `node tools/bench/tokenizer-agreement.js`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { Tokenizer as RustTokenizer } from '@anush008/tokenizers';
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { record } from './measurements.js';

const ROUNDS = 3;
const root = new URL('../../fixtures/tokenizers/', import.meta.url);
const license = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8');
const prose = license.repeat(Math.ceil(100_000 / license.length)).slice(0, 100_000);

/** Each candidate's function from a text to its ids; `undefined` where it cannot load the tokenizer. */
function candidates(folder) {
  const json = readFileSync(new URL('tokenizer.json', folder), 'utf8');
  // The goldens' texts were encoded without the file's own sections for truncation and padding.
  const definition = { ...JSON.parse(json), truncation: null, padding: null };
  const configPath = new URL('tokenizer_config.json', folder);
  const config = existsSync(configPath) ? JSON.parse(readFileSync(configPath, 'utf8')) : {};
  const makers = {
    'onnx-capsule': () => {
      const tokenizer = Tokenizer.fromDefinition(definition);
      return (text) => tokenizer.encode(text).ids;
    },
    'tokenizers (Rust binding)': () => {
      const tokenizer = RustTokenizer.fromString(JSON.stringify(definition));
      return async (text) => (await tokenizer.encode(text)).getIds();
    },
    '@huggingface/tokenizers': () => {
      const tokenizer = new HfTokenizer(definition, config);
      return (text) => tokenizer.encode(text).ids;
    },
  };
  return Object.fromEntries(Object.entries(makers).map(([name, make]) => {
    try {
      return [name, make()];
    } catch {
      return [name, undefined];
    }
  }));
}

async function agreement(encode, texts, expected) {
  let agreeing = 0;
  for (const [index, text] of texts.entries()) {
    try {
      if (JSON.stringify(await encode(text)) === JSON.stringify(expected[index])) agreeing++;
    } catch {
      // A text that cannot be encoded does not agree.
    }
  }
  return agreeing;
}

async function fastest(encode) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await encode(prose);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

console.log('| tokenizer | texts | onnx-capsule | Rust binding | @huggingface/tokenizers |\n|---|---|---|---|---|');
for (const name of readdirSync(root).filter((entry) => existsSync(new URL(`${entry}/golden.json.gz`, root)))) {
  const folder = new URL(`${name}/`, root);
  const golden = JSON.parse(gunzipSync(readFileSync(new URL('golden.json.gz', folder))).toString('utf8'));
  const texts = golden.texts.map(([, text]) => text);
  const expected = golden.special.map((one, index) => (one === '=plain' ? golden.plain[index] : one).ids);
  const times = {};
  const agreements = {};
  const cells = [];
  for (const [candidate, encode] of Object.entries(candidates(folder))) {
    if (encode === undefined) {
      cells.push('does not load');
      agreements[candidate] = '-';
      continue;
    }
    const agreeing = await agreement(encode, texts, expected);
    agreements[candidate] = `${agreeing} of ${texts.length}`;
    times[candidate] = await fastest(encode).catch(() => undefined);
    cells.push(`${agreeing} agree, ${times[candidate]?.toFixed(1) ?? '-'} ms`);
  }
  record(name, times, { agreements });
  console.log(`| ${name} | ${texts.length} | ${cells.join(' | ')} |`);
}
