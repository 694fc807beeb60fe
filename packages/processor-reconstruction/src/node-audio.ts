/** Loading of sound in Node, where a string may be a path. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { RawAudio } from '@onnx-capsule/metadata-schema';

import { type AudioSource, loadAudio as loadAnywhere, type LoadAudioOptions } from './audio/load-audio.js';
import { ProcessorError } from './processor-error.js';

/**
 * As `loadAudio` of the neutral entry; a string that is not an http, https, data or blob URL is a path, and `file:` URLs are read.
 *
 * @throws {ProcessorError} as there, and `AUDIO_UNREACHABLE` when a file cannot be read.
 */
export async function loadAudio(source: AudioSource, options: LoadAudioOptions = {}): Promise<RawAudio> {
  const path = pathOf(source);
  if (path === undefined) return loadAnywhere(source, options);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new ProcessorError('AUDIO_UNREACHABLE', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      where: path,
      cause,
      hint: 'Check the path.',
    });
  }
  return loadAnywhere(bytes, options);
}

function pathOf(source: AudioSource): string | undefined {
  const text = source instanceof URL ? source.href : source;
  if (typeof text !== 'string' || /^(https?|data|blob):/i.test(text)) return undefined;
  return text.toLowerCase().startsWith('file:') ? fileURLToPath(text) : text;
}
