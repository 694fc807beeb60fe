import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { CapsuleFiles, CapsuleManifest } from '@onnx-capsule/metadata-schema';
import { describe, expect, test } from 'vitest';

import { TokenizerProxy } from '../src/tokenizer-proxy.js';
import { Tokenizer } from '../src/tokenizer/tokenizer.js';
import { FIXTURES, folderFiles, memoryFiles } from './folder-files.js';

const folder = folderFiles(join(FIXTURES, 'models/bert-ner'));

async function withOmitted(files: CapsuleFiles, path = 'tokenizer.json'): Promise<CapsuleFiles> {
  const bytes = await folder.bytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const omitted = [{ path, size: bytes.length, sha256, reason: 'tier', url: path }];
  const manifest: CapsuleManifest = { format: 1, generator: 'onnx-capsule/0.1.0', model: {}, files: [], omitted };
  return { ...files, origin: 'model.onnx', manifest };
}

describe('TokenizerProxy', () => {
  test('is the tokenizer of files that have everything', async () => {
    const proxy = await TokenizerProxy.from(folder);
    expect(proxy).toBeInstanceOf(Tokenizer);
    expect(proxy.encode('Hello World').ids).toEqual((await Tokenizer.from(folder)).encode('Hello World').ids);
  });

  test('takes an omitted vocabulary from beside the model', async () => {
    const proxy = await TokenizerProxy.from(await withOmitted(folder));
    expect(proxy.vocabSize).toBe((await Tokenizer.from(folder)).vocabSize);
  });

  test('names the file it needs, its size, its hash and the command that embeds it', async () => {
    const files = await withOmitted(memoryFiles({ 'tokenizer_config.json': {} }));
    const [row] = files.manifest?.omitted ?? [];
    await expect(TokenizerProxy.from(files)).rejects.toMatchObject({
      name: 'ProcessorError',
      code: 'VOCABULARY_OMITTED',
      where: 'tokenizer.json',
      message: `model.onnx was made without tokenizer.json (${row?.size ?? 0} bytes, sha256 ${row?.sha256 ?? ''}), and there is no such file beside it`,
      hint: 'Put tokenizer.json of the original model beside model.onnx, or put it into the file: onnx-capsule embed-metadata model.onnx FOLDER --tier full',
    });
  });

  test('refuses another vocabulary beside the model', async () => {
    const files = await withOmitted(memoryFiles({ 'tokenizer.json': '{}' }));
    await expect(TokenizerProxy.from(files)).rejects.toMatchObject({ code: 'VOCABULARY_MISMATCH', where: 'tokenizer.json' });
  });

  test('uses another vocabulary file where only one of several forms was left out', async () => {
    const proxy = await TokenizerProxy.from(await withOmitted(folder, 'vocab.txt'));
    expect(proxy.encode('Hello').ids.length).toBeGreaterThan(2);
  });

  test('changes the source language of a translation tokenizer', async () => {
    const nllb = await TokenizerProxy.from(folderFiles(join(FIXTURES, 'tokenizers/nllb')));
    const german = await nllb.withOverrides({ srcLang: 'deu_Latn' });
    expect(german.encode('x').ids[0]).toBe(nllb.tokenToId('deu_Latn'));
    expect(german.languageId('eng_Latn')).toBe(nllb.tokenToId('eng_Latn'));
    expect(() => nllb.languageId('xx')).toThrow('the tokenizer has no token xx for the language xx');
  });

  test('changes the prefix of Whisper', async () => {
    const whisper = await TokenizerProxy.from(folderFiles(join(FIXTURES, 'tokenizers/whisper')));
    const german = await whisper.withOverrides({ language: 'german', task: 'transcribe' });
    expect(german.encode('x').tokens.slice(0, 4)).toEqual(['<|startoftranscript|>', '<|de|>', '<|transcribe|>', '<|notimestamps|>']);
    await expect(whisper.withOverrides({ language: 'klingon' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'language' });
  });
});
