/**
 * Chat templates beside `@huggingface/jinja`: how often each gives Python's text, and the time of one rendering.
 *
 * Both get what Python's `apply_chat_template` got. Cases whose text depends on the date, or which only transformers' own arguments make
 * (`continue_final_message`), are left out, as the peer has neither.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { Template } from '@huggingface/jinja';
import { applyChatTemplate } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { median, record } from './measurements.js';

const FOLDER = new URL('../../fixtures/tokenizers/chat_templates/', import.meta.url);
const EXPRESSIONS = new URL('../../fixtures/chat-expressions/goldens.json.gz', import.meta.url);
const ROUNDS = 7;

const unpack = (url) => JSON.parse(gunzipSync(readFileSync(url)).toString());
const goldens = unpack(new URL('goldens.json.gz', FOLDER));
const source = (name) => readFileSync(new URL(`${name}.jinja`, FOLDER), 'utf8');

/** The outcome of a rendering: its text, or `undefined` where it failed. */
function outcome(render) {
  try {
    return render();
  } catch {
    return undefined;
  }
}

function ours(golden) {
  return applyChatTemplate(goldens.conversations[golden.conversation] ?? [], {}, {
    ...golden.kwargs,
    chatTemplate: source(golden.template),
    tools: golden.tools ? goldens.tools : undefined,
    documents: golden.documents ? goldens.documents : undefined,
    addGenerationPrompt: golden.add_generation_prompt,
    now: goldens.now,
    specialTokens: goldens.special_tokens,
  });
}

function peer(golden) {
  return new Template(source(golden.template)).render({
    messages: goldens.conversations[golden.conversation] ?? [],
    tools: golden.tools ? goldens.tools : null,
    documents: golden.documents ? goldens.documents : null,
    add_generation_prompt: golden.add_generation_prompt,
    ...goldens.special_tokens,
    ...golden.kwargs,
  });
}

const dated = new Set(goldens.cases.map(({ template }) => template).filter((name) => source(name).includes('strftime_now')));
const cases = goldens.cases.filter((golden) => golden.continue_final_message !== true && !dated.has(golden.template));
const agreeing = (render) => cases.filter((golden) => outcome(() => render(golden)) === (golden.error === undefined ? golden.rendered : undefined)).length;

console.log(`Chat templates of ${new Set(cases.map(({ template }) => template)).size} models, ${cases.length} cases with Python's result`);
console.log(`  ours                ${agreeing(ours)} agree`);
console.log(`  @huggingface/jinja  ${agreeing(peer)} agree`);

const expressions = unpack(EXPRESSIONS);
const expected = ({ r, e }) => (e === undefined ? r : undefined);
const agreeingExpressions = (render) => expressions.cases.filter((item) => outcome(() => render(item.t)) === expected(item)).length;
console.log(`Expressions, ${expressions.cases.length} cases with jinja2's result`);
console.log(`  ours                ${agreeingExpressions((chatTemplate) => applyChatTemplate([{ role: 'user', content: '' }], {}, { ...expressions.variables, chatTemplate }))} agree`);
console.log(`  @huggingface/jinja  ${agreeingExpressions((template) => new Template(template).render(structuredClone(expressions.variables)))} agree`);

const both = cases.filter((golden) => golden.error === undefined && outcome(() => peer(golden)) === golden.rendered);
const times = { ours: [], peer: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, render] of [['ours', ours], ['peer', peer]]) {
    const start = performance.now();
    for (const golden of both) render(golden);
    times[name].push((performance.now() - start) / both.length);
  }
}
const [own, theirs] = [median(times.ours), median(times.peer)];
console.log(`One rendering: ours ${own.toFixed(3)} ms, @huggingface/jinja ${theirs.toFixed(3)} ms (${(theirs / own).toFixed(2)}x)`);
record('chat template', { ours: own, '@huggingface/jinja': theirs });
