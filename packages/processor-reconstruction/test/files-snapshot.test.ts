import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { snapshotFiles } from '../src/files-snapshot.js';
import { ProcessorCache, ProcessorReconstructor } from '../src/index.js';
import { FIXTURES, folderFiles, memoryFiles } from './folder-files.js';

describe('snapshotFiles', () => {
  test('keeps what was read and forgets the rest', async () => {
    const { files, release } = snapshotFiles(memoryFiles({ 'a.json': { a: 1 }, 'b.model': Uint8Array.of(1), 'c.txt': 'c' }));
    expect(await files.json('a.json')).toEqual({ a: 1 });
    expect(await files.bytes('b.model')).toEqual(Uint8Array.of(1));
    expect([files.has('a.json'), files.has('d.txt')]).toEqual([true, false]);
    release();
    expect(await files.text('a.json')).toBe('{"a":1}');
    expect(await files.bytes('b.model')).toEqual(Uint8Array.of(1));
    expect([files.has('a.json'), files.has('d.txt')]).toEqual([true, false]);
    await expect(files.text('c.txt')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(files.list().map(({ path }) => path)).toEqual(['a.json', 'b.model', 'c.txt']);
  });

  test('lets a shared tokenizer be made anew with other settings', async () => {
    const files = folderFiles(join(FIXTURES, 'models', 'bert-tiny-langid'));
    const { tokenizer } = await ProcessorReconstructor.create(files, { cache: new ProcessorCache() });
    const again = await tokenizer!.withOverrides({});
    expect(Array.from(again.encode('Guten Morgen').ids)).toEqual(Array.from(tokenizer!.encode('Guten Morgen').ids));
  });
});
