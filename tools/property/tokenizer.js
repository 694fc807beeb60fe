/**
 * Random texts through every tokenizer of the fixtures, beside the Rust binding: ids and offsets must be the same.
 *
 * `npm run property -- [cases] [seed]`, 10,000 cases per tokenizer by default, after a build. The seed is printed; giving it again repeats the
 * run. The last line counts tokenizers.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { randomText, randomFrom } from './random-text.js';

const require = createRequire(new URL('../bench/package.json', import.meta.url));
const { Tokenizer: RustTokenizer } = require('@anush008/tokenizers');
const { Tokenizer } = await import(pathToFileURL(require.resolve('@onnx-capsule/processor-reconstruction/tokenizer')).href);

const [cases = '10000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
if (![cases, seed].every((text) => /^\d+$/.test(text))) {
  process.stderr.write('usage: npm run property -- [cases] [seed]\n');
  process.exit(2);
}

/**
 * Marks that are new in Unicode 17. The binding (tokenizers 0.22.2) counts them as grapheme clusters of their own, the current library (0.23.3)
 * with the character before: `Precompiled` normalizers work by clusters, and offsets differ.
 */
const NEW_MARKS = /[\u1acf-\u1add\u1ae0-\u1aeb\u{10efa}\u{10efb}\u{11b60}-\u{11b67}\u{1e6e3}\u{1e6e6}\u{1e6ee}\u{1e6ef}\u{1e6f5}]/u;

/** UTF-16 positions of a text's code points, its length last: the binding counts code points. */
function unitPositions(text) {
  const positions = [];
  let unit = 0;
  for (const character of text) {
    positions.push(unit);
    unit += character.length;
  }
  positions.push(unit);
  return positions;
}

async function difference(tokenizer, peer, text) {
  const encoding = await peer.encode(text);
  const units = unitPositions(text);
  const theirs = JSON.stringify([encoding.getIds(), encoding.getOffsets().map((pair) => pair.map((at) => units[at]))]);
  const { ids, offsets } = tokenizer.encode(text);
  const ours = JSON.stringify([ids, offsets]);
  return ours === theirs ? undefined : { text: JSON.stringify(text), ours, theirs };
}

const folder = new URL('../../fixtures/tokenizers/', import.meta.url);
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/tokenizer.json`, folder)));
let passed = 0;
let failed = 0;
process.stdout.write(`${cases} texts per tokenizer, seed ${seed}\n`);
for (const name of names) {
  const json = readFileSync(new URL(`${name}/tokenizer.json`, folder), 'utf8');
  const tokenizer = Tokenizer.fromDefinition(JSON.parse(json));
  const peer = RustTokenizer.fromString(json);
  const random = randomFrom(Number(seed));
  const byClusters = json.includes('"Precompiled"');
  let differ = 0;
  let known = 0;
  let first;
  for (let index = 0; index < Number(cases); index++) {
    const text = randomText(random);
    const found = await difference(tokenizer, peer, text);
    if (found === undefined) continue;
    differ++;
    if (byClusters && NEW_MARKS.test(text)) {
      known++;
      continue;
    }
    first ??= found;
  }
  process.stdout.write(`${name}: ${Number(cases) - differ} agree, ${differ} differ${known > 0 ? ` (${known} where the binding does not know a mark of Unicode 17)` : ''}\n`);
  if (first === undefined) {
    passed++;
    continue;
  }
  failed++;
  process.stdout.write(`  ${first.text}\n  here:    ${first.ours}\n  binding: ${first.theirs}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
