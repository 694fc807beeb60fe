import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { loadTokenizerFiles } from '../../src/tokenizer-files/load-tokenizer-files.js';
import { Tokenizer } from '../../src/tokenizer/tokenizer.js';
import { FIXTURES, folderFiles, memoryFiles } from '../folder-files.js';

const words = ['<unk>', '<s>', '</s>', '<pad>', 'a', 'b'];
const definition = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', unk_token: '<unk>', vocab: Object.fromEntries(words.map((word, id) => [word, id])) },
};

function files(config: object, more: Readonly<Record<string, unknown>> = {}): ReturnType<typeof memoryFiles> {
  return memoryFiles({ 'tokenizer.json': definition, 'tokenizer_config.json': config, ...more });
}

async function settings(config: object, more: Readonly<Record<string, unknown>> = {}): Promise<object> {
  return (await loadTokenizerFiles(files(config, more))).settings;
}

async function idsOf(config: object, text: string, more: Readonly<Record<string, unknown>> = {}): Promise<number[]> {
  return Array.from((await Tokenizer.from(files(config, more))).encode(text).ids, Number);
}

describe('settings', () => {
  test('come from tokenizer_config.json', async () => {
    const config = {
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: 512,
      padding_side: 'left',
      truncation_side: 'left',
      model_input_names: ['input_ids'],
      clean_up_tokenization_spaces: true,
      pad_token: { content: '<pad>', __type: 'AddedToken' },
      eos_token: '</s>',
      image_token: '<image>',
      extra_special_tokens: { eot_token: '<eot>' },
      additional_special_tokens: ['<x>'],
    };
    expect(await settings(config)).toMatchObject({
      className: 'PreTrainedTokenizer',
      modelMaxLength: 512,
      paddingSide: 'left',
      truncationSide: 'left',
      modelInputNames: ['input_ids'],
      cleanUpTokenizationSpaces: true,
      padToken: '<pad>',
      padTokenId: 3,
      eosToken: '</s>',
      extraSpecialTokens: { image_token: '<image>', eot_token: '<eot>', additional_special_tokens: ['<x>'] },
    });
  });

  test('take 1e30 as no limit', async () => {
    expect(await settings({ model_max_length: 1000000000000000019884624838656 })).not.toHaveProperty('modelMaxLength');
  });

  test('ignore the clean-up of spaces for BPE, as transformers 5 does', async () => {
    const bpe = { ...definition, model: { type: 'BPE', vocab: { a: 0 }, merges: [] } };
    const more = { 'tokenizer.json': bpe };
    expect(await settings({ clean_up_tokenization_spaces: true }, more)).toMatchObject({ cleanUpTokenizationSpaces: false });
    const insist = { clean_up_tokenization_spaces: true, clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output: true };
    expect(await settings(insist, more)).toMatchObject({ cleanUpTokenizationSpaces: true });
  });

  test('refuse a side that is none', async () => {
    await expect(settings({ padding_side: 'top' })).rejects.toMatchObject({ code: 'BAD_TOKENIZER_CONFIG', where: 'tokenizer_config.json: padding_side' });
  });

  test('take special tokens of special_tokens_map.json where the configuration has no added_tokens_decoder', async () => {
    const map = { 'special_tokens_map.json': { eos_token: 'b', additional_special_tokens: ['a'] } };
    expect(await settings({ eos_token: '</s>' }, map)).toMatchObject({ eosToken: 'b' });
    expect(await settings({ eos_token: '</s>', added_tokens_decoder: {} }, map)).toMatchObject({ eosToken: '</s>' });
  });

  test('prefer chat template files to the configuration', async () => {
    const config = { chat_template: [{ name: 'default', template: 'C' }, { name: 'tool_use', template: 'T' }] };
    expect(await settings(config)).toMatchObject({ chatTemplates: config.chat_template });
    const more = { 'chat_template.jinja': 'J', 'additional_chat_templates/rag.jinja': 'R' };
    expect(await settings(config, more)).toMatchObject({
      chatTemplates: [{ name: 'default', template: 'J' }, { name: 'rag', template: 'R' }],
    });
    expect(await settings({}, { 'chat_template.json': { chat_template: 'P' } })).toMatchObject({ chatTemplates: [{ name: 'default', template: 'P' }] });
  });
});

describe('added tokens', () => {
  test('follow added_tokens_decoder, special tokens by name, and added_tokens.json', async () => {
    const row = { content: '<new>', single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
    expect(await idsOf({ added_tokens_decoder: { 6: row } }, 'a<new>b')).toEqual([4, 6, 5]);
    expect(await idsOf({ cls_token: '<cls>' }, 'a<cls>b')).toEqual([4, 6, 5]);
    expect(await idsOf({}, 'a<more>b', { 'added_tokens.json': { '<more>': 6 } })).toEqual([4, 6, 5]);
  });

  test('with a broken row are refused', async () => {
    await expect(idsOf({ added_tokens_decoder: { x: {} } }, 'a')).rejects.toMatchObject({ code: 'BAD_TOKENIZER_CONFIG' });
    await expect(idsOf({ eos_token: { content: 5 } }, 'a')).rejects.toMatchObject({ code: 'BAD_TOKENIZER_CONFIG' });
    await expect(idsOf({}, 'a', { 'added_tokens.json': { x: 'y' } })).rejects.toMatchObject({ code: 'BAD_TOKENIZER_CONFIG' });
  });
});

describe('bos and eos', () => {
  test('follow the flags of Llama-like classes', async () => {
    expect(await idsOf({ tokenizer_class: 'LlamaTokenizerFast' }, 'a')).toEqual([1, 4]);
    expect(await idsOf({ tokenizer_class: 'LlamaTokenizer', add_bos_token: false, add_eos_token: true }, 'a')).toEqual([4, 2]);
  });

  test('follow explicit flags of every class in folders of transformers 5, and of none else', async () => {
    const config = { tokenizer_class: 'TokenizersBackend', bos_token: '<s>', add_bos_token: true };
    expect(await idsOf({ ...config, backend: 'tokenizers' }, 'a')).toEqual([1, 4]);
    expect(await idsOf({ ...config, tokenizer_class: 'PreTrainedTokenizerFast' }, 'a')).toEqual([4]);
  });
});

test('the flags of BERT classes override the normalizer', async () => {
  const bert = { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true };
  const more = { 'tokenizer.json': { ...definition, normalizer: bert } };
  expect(await idsOf({ tokenizer_class: 'BertTokenizer' }, 'A', more)).toEqual([4]);
  expect(await idsOf({ tokenizer_class: 'BertTokenizer', do_lower_case: false, unk_token: '<unk>' }, 'A', more)).toEqual([0]);
});

describe('folders that cannot be used', () => {
  test.each([
    [{}, 'TOKENIZER_FILES_MISSING'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'BertTokenizer' } }, 'TOKENIZER_FILES_MISSING'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'T5Tokenizer' } }, 'TOKENIZER_FILES_MISSING'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'NoSuchTokenizer' }, 'vocab.json': {} }, 'UNSUPPORTED_TOKENIZER'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'VitsTokenizer' }, 'vocab.json': { a: 0 } }, 'UNSUPPORTED_TOKENIZER'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer' }, 'vocab.json': [], 'merges.txt': '' }, 'BAD_VOCABULARY'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer' }, 'vocab.json': { a: -1 }, 'merges.txt': '' }, 'BAD_VOCABULARY'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer' }, 'vocab.json': { a: 0 }, 'merges.txt': 'a b c' }, 'BAD_VOCABULARY'],
    [{ 'tokenizer_config.json': { tokenizer_class: 'T5Tokenizer' }, 'spiece.model': 'version https://git-lfs' }, 'BAD_SENTENCEPIECE_MODEL'],
    [{ 'tokenizer_config.json': [], 'tokenizer.json': {} }, 'BAD_TOKENIZER_CONFIG'],
    [{ 'tokenizer.json': [] }, 'BAD_TOKENIZER_JSON'],
  ])('%j', async (content, code) => {
    await expect(Tokenizer.from(memoryFiles(content))).rejects.toMatchObject({ name: 'ProcessorError', code });
  });

  test('a SentencePiece model cut anywhere gives an error of this package or loads', async () => {
    const whole = new Uint8Array(readFileSync(join(FIXTURES, 'tokenizer-folders/bpe-llama.model')));
    for (let end = 0; end < whole.length; end += 397) {
      const cut = memoryFiles({ 'tokenizer_config.json': { tokenizer_class: 'LlamaTokenizer' }, 'tokenizer.model': whole.slice(0, end) });
      const outcome = await Tokenizer.from(cut).then(() => 'loads', (error: unknown) => (error as Error).name);
      expect(['loads', 'ProcessorError']).toContain(outcome);
    }
  });
});

const saved = readdirSync(join(FIXTURES, 'tokenizers')).flatMap((name) =>
  ['saved-v4', 'saved-v5'].map((form) => `${name}/${form}`).filter((path) => existsSync(join(FIXTURES, 'tokenizers', path))),
);

test.each(saved)('loads %s', async (path) => {
  const folder = folderFiles(join(FIXTURES, 'tokenizers', path));
  expect((await Tokenizer.from(folder)).encode('Hello').ids.length).toBeGreaterThan(0);
});
