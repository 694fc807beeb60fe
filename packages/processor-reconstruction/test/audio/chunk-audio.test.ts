import { describe, expect, test } from 'vitest';

import { chunkAudio } from '../../src/audio.js';

const clip = (length: number): { data: Float32Array; samplingRate: number } => ({ data: new Float32Array(length), samplingRate: 10 });

describe('chunkAudio', () => {
  test('overlaps chunks and tells what belongs to their neighbours', () => {
    const chunks = chunkAudio(clip(100), { chunkLengthS: 4, strideLengthS: [1, 0.5] });
    expect(chunks.map(({ stride, isLast }) => [...stride, isLast])).toEqual([
      [40, 0, 5, false],
      [40, 10, 5, false],
      [40, 10, 5, false],
      [25, 10, 0, true],
    ]);
  });

  test('takes a sixth of the chunk on both sides by default', () => {
    expect(chunkAudio(clip(130), { chunkLengthS: 12 }).map(({ stride }) => stride)).toEqual([
      [120, 0, 20],
      [50, 20, 0],
    ]);
  });

  test('rounds to the steps of the model, half to even', () => {
    expect(chunkAudio(clip(50), { chunkLengthS: 2.5, strideLengthS: 0.5, alignTo: 10 })[0]!.stride).toEqual([20, 0, 0]);
  });

  test('leaves away a last chunk that its predecessor holds already', () => {
    expect(chunkAudio(clip(41), { chunkLengthS: 4, strideLengthS: [1, 1] }).map(({ stride }) => stride)).toEqual([
      [40, 0, 10],
      [21, 10, 0],
    ]);
  });

  test('gives a short clip as it is', () => {
    expect(chunkAudio(clip(7), { chunkLengthS: 4 })).toMatchObject([{ stride: [7, 0, 0], isLast: true }]);
  });

  test('refuses strides that leave nothing of a chunk', () => {
    expect(() => chunkAudio(clip(100), { chunkLengthS: 2, strideLengthS: 1 })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
    expect(() => chunkAudio(clip(100), { chunkLengthS: 0 })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  });
});
