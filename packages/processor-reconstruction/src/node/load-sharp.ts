/** The optional dependency `sharp`, imported when the first image needs it: the import alone costs 200 ms. */
import type sharp from 'sharp';

import { ProcessorError } from '../processor-error.js';

/** sharp's one function: a pipeline over the bytes of a file, or over raw pixels. */
export type SharpFunction = typeof sharp;

/** @throws {ProcessorError} `SHARP_MISSING` when it is not installed or does not load on this platform. */
export async function loadSharp(): Promise<SharpFunction> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new ProcessorError('SHARP_MISSING', `Image files are decoded by sharp, which cannot be loaded: ${reason}`, {
      cause,
      hint: 'Run `npm i sharp`, or decode the image yourself and give { data, width, height, channels }.',
    });
  }
}
