/**
 * The product at work: a real BERT's folder becomes one file, the file moves into an empty directory, is read, detected and run
 * there, and gives its folder back. Ends with exit code 1 when any step goes wrong.
 */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { main } from '../../packages/cli/dist/main.js';
import { processTerminal } from '../../packages/cli/dist/terminal.js';
import { displayWidth, formatBytes } from '../../packages/cli/dist/text-layout.js';
import { pipeline } from '../../packages/pipeline/dist/index.js';

const SENTENCES = [
  ['en', 'Where can I buy a ticket for the evening train?'],
  ['de', 'Der Zug nach Hamburg hat heute leider Verspätung.'],
  ['fr', 'Nous avons passé nos vacances au bord de la mer.'],
  ['es', 'Mi hermano compró una bicicleta la semana pasada.'],
  ['pl', 'Wczoraj poszliśmy do lasu zbierać grzyby.'],
  ['fi', 'Isoäitini leipoo maailman parasta ruisleipää.'],
  ['tr', "İstanbul'da yarın yağmur yağacakmış."],
  ['el', 'Το πλοίο φεύγει για το νησί νωρίς το πρωί.'],
  ['uk', 'Діти повернулися зі школи раніше, ніж зазвичай.'],
  ['ja', '雨が降っているので、家で本を読みます。'],
  ['ko', '할머니께서 만드신 김치는 정말 맛있어요.'],
  ['ar', 'ذهب الأولاد إلى البحر مع جدهم صباح اليوم.'],
];

const started = performance.now();
const source = fileURLToPath(new URL('../../fixtures/models/bert-tiny-langid', import.meta.url));
const home = process.cwd();
const work = mkdtempSync(join(tmpdir(), 'capsule-demo-'));
const terminal = processTerminal();

function title(text) {
  process.stdout.write(`\n${terminal.colour ? `\u001B[1m${text}\u001B[22m` : text}\n\n`);
}

/** Runs the command line as if it had been typed in the current folder; anything but exit code 0 ends the demo. */
async function command(line) {
  process.stdout.write(`$ onnx-capsule ${line}\n`);
  const code = await main(line.split(' '), terminal);
  process.stdout.write('\n');
  if (code !== 0) throw new Error(`onnx-capsule ${line} ended with exit code ${code}`);
}

function listFolder(folder) {
  for (const name of readdirSync(folder).sort()) {
    process.stdout.write(`  ${name.padEnd(28)}${formatBytes(statSync(join(folder, name)).size).padStart(10)}\n`);
  }
}

function pad(text, columns) {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

try {
  const exported = join(work, 'exported');
  const empty = join(work, 'empty');
  cpSync(source, exported, { recursive: true });
  mkdirSync(empty);
  process.chdir(exported);
  const bare = readFileSync('model.onnx');

  title('1. A folder, as the exporter left it: the model is useless without the rest');
  listFolder('.');
  process.stdout.write('\n');
  await command('embed-metadata model.onnx');

  title('2. The one file, moved into an empty folder');
  copyFileSync('model.onnx', join(empty, 'model.onnx'));
  process.chdir(empty);
  listFolder('.');
  process.stdout.write('\n');
  await command('inspect model.onnx');
  await command('detect model.onnx');

  title("3. It runs: const classify = await pipeline('model.onnx')");
  const created = performance.now();
  const classify = await pipeline('model.onnx');
  process.stdout.write(`  created in ${(performance.now() - created).toFixed(0)} ms\n\n`);
  for (const [language, sentence] of SENTENCES) {
    const before = performance.now();
    const [best] = await classify(sentence);
    const time = performance.now() - before;
    process.stdout.write(`  ${pad(sentence, 52)} ${best.label}  ${best.score.toFixed(4)} ${time.toFixed(1).padStart(6)} ms\n`);
    if (best.label !== language) throw new Error(`expected ${language}, got ${best.label}: ${sentence}`);
  }
  await classify.dispose();

  title('4. And the folder comes back');
  await command('extract model.onnx -o back');
  const names = readdirSync(exported).filter((name) => name !== 'model.onnx');
  for (const name of names) {
    if (!readFileSync(join('back', name)).equals(readFileSync(join(source, name)))) throw new Error(`${name} came back changed`);
  }
  process.stdout.write(`  ${names.length} of ${names.length} files byte-identical\n\n`);
  await command('strip model.onnx -o bare.onnx');
  if (!readFileSync('bare.onnx').equals(bare)) throw new Error('the stripped model differs from the original');
  process.stdout.write('  the stripped model is byte-identical too\n');
  process.stdout.write(`\nDone in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
} catch (error) {
  process.stderr.write(`\ndemo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  process.chdir(home);
  rmSync(work, { recursive: true, force: true });
}
