/** Loading of images in Node, where a string may be a path and sharp decodes. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { RawImage } from '@onnx-capsule/metadata-schema';

import { decodeImageFile, type ImageSource, loadImage as loadAnywhere, type LoadImageOptions } from './image/load-image.js';
import { decodeWithSharp } from './node/sharp-decoder.js';
import { ProcessorError } from './processor-error.js';

/** The path that `source` means, or `undefined` for everything else. */
function pathOf(source: ImageSource): string | undefined {
  const text = source instanceof URL ? source.href : source;
  if (typeof text !== 'string' || /^(?:https?|data|blob):/i.test(text)) return undefined;
  return text.toLowerCase().startsWith('file:') ? fileURLToPath(text) : text;
}

/**
 * As `loadImage` of the neutral entry; a string that is not an http, https, data or blob URL is a path, `file:` URLs are read, and
 * files are decoded by sharp, which is imported when the first one comes.
 *
 * @throws {ProcessorError} as there, `IMAGE_UNREACHABLE` when a file cannot be read, `SHARP_MISSING` when sharp is not installed.
 */
export async function loadImage(source: ImageSource, options: LoadImageOptions = {}): Promise<RawImage> {
  const withDecoder = { decode: decodeWithSharp, ...options };
  const path = pathOf(source);
  if (path === undefined) return loadAnywhere(source, withDecoder);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new ProcessorError('IMAGE_UNREACHABLE', `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      where: path,
      cause,
      hint: 'Check the path.',
    });
  }
  return decodeImageFile(bytes, path, withDecoder);
}
