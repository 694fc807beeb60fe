/** From whatever a caller has - bytes, blobs, URLs, pixels - to RGB pixels. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { decodeBmp } from './decode-bmp.js';
import { decodeGif } from './decode-gif.js';
import { decodeImageBitmap } from './decode-image-bitmap.js';
import { checkImageHeader, MAX_IMAGE_PIXELS } from './image-header.js';
import { toRgb } from './pixels.js';

/** What `loadImage` takes: an http, https, data or blob URL, the bytes of an image file, or pixels. */
export type ImageSource = string | URL | Uint8Array | ArrayBuffer | Blob | RawImage;

/** Decodes an image file to upright pixels of its first frame. `where` names the source in messages. */
export type ImageDecoder = (bytes: Uint8Array, where: string, maxPixels: number) => Promise<RawImage>;

/** How to load an image. */
export interface LoadImageOptions {
  /** Decoder of PNG, JPEG, WebP and TIFF files (GIF and BMP need none); default: `decodeImageBitmap` here, `decodeWithSharp` in the `./node` entry. */
  readonly decode?: ImageDecoder;
  /** Largest number of pixels that is decoded; default: 178,956,970, where Pillow refuses too. */
  readonly maxPixels?: number;
  /** Stops a download. */
  readonly signal?: AbortSignal;
}

async function fetchBytes(address: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw unreachable(address, 'cannot be fetched', cause);
  }
  if (!response.ok) throw unreachable(address, `answers ${response.status}`, undefined);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw unreachable(address, 'breaks off', cause);
  }
}

function unreachable(address: string, what: string, cause: unknown): ProcessorError {
  return new ProcessorError('IMAGE_UNREACHABLE', `${shortened(address)} ${what}.`, { where: shortened(address), cause, hint: 'Check the address.' });
}

/** `data:` addresses are the file itself: only their beginning belongs in a message. */
function shortened(address: string): string {
  return address.length > 120 ? `${address.slice(0, 117)}...` : address;
}

/**
 * As `loadImage` for the bytes of a file; `where` names it in messages.
 *
 * @throws {ProcessorError} `BAD_IMAGE_FILE`, `IMAGE_TOO_LARGE`, and what the decoder throws.
 */
export async function decodeImageFile(bytes: Uint8Array, where: string, options: LoadImageOptions): Promise<RawImage> {
  const maxPixels = options.maxPixels ?? MAX_IMAGE_PIXELS;
  const { format } = checkImageHeader(bytes, maxPixels, where);
  if (format === 'gif') return toRgb(decodeGif(bytes, where, maxPixels));
  if (format === 'bmp') return toRgb(decodeBmp(bytes, where, maxPixels));
  return toRgb(await (options.decode ?? decodeImageBitmap)(bytes, where, maxPixels));
}

/**
 * `source` as upright RGB pixels, as Python's `ImageOps.exif_transpose(Image.open(f)).convert("RGB")` gives them.
 * Of an animation the first frame is taken.
 *
 * @throws {ProcessorError} `BAD_IMAGE_FILE` for a file that is damaged or no image, `IMAGE_TOO_LARGE` by its header, `BAD_IMAGE` for
 * something else than an image source, `IMAGE_UNREACHABLE` when a URL gives no bytes, and what the decoder throws.
 */
export async function loadImage(source: ImageSource, options: LoadImageOptions = {}): Promise<RawImage> {
  if (source instanceof Uint8Array) return decodeImageFile(source, 'the image file', options);
  if (source instanceof ArrayBuffer) return decodeImageFile(new Uint8Array(source), 'the image file', options);
  if (typeof Blob !== 'undefined' && source instanceof Blob) {
    const name = 'name' in source ? String(source.name) : 'the image file';
    return decodeImageFile(new Uint8Array(await source.arrayBuffer()), name, options);
  }
  if (typeof source === 'string' || source instanceof URL) {
    const address = String(source);
    if (!/^(?:https?|data|blob):/i.test(address)) {
      throw new ProcessorError('BAD_IMAGE', `${JSON.stringify(shortened(address))} is not a URL.`, {
        hint: 'Paths are read by `loadImage` of @onnx-capsule/processor-reconstruction/node.',
      });
    }
    return decodeImageFile(await fetchBytes(address, options.signal), shortened(address), options);
  }
  return toRgb(source as RawImage);
}
