/** Whole downloads: from servers that give no ranges, and of small files beside a model. */
import type { ByteSource } from '@onnx-capsule/metadata-core';
import { joinParts } from '@onnx-capsule/metadata-core/codecs';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { httpStatus } from './failures.js';
import type { HttpResponse } from './http-request.js';
import type { Send } from './http-source.js';
import { memorySource } from './local-source.js';
import type { OpenOptions } from './options.js';

const DEFAULT_MAX_DOWNLOAD = 256 * 2 ** 20;

/**
 * The whole model, when `first`, the answer to a range request, is no plain range.
 *
 * @throws {MetadataError} `DOWNLOAD_TOO_LARGE` above `options.maxDownload`, `HTTP_STATUS`, `HTTP_LENGTH` where the body ends early.
 */
export async function download(url: URL, first: HttpResponse, send: Send, options: OpenOptions): Promise<ByteSource> {
  const { maxDownload = DEFAULT_MAX_DOWNLOAD } = options;
  let answer = first;
  if (first.response.status === 206) {
    // A range of a compressed form cannot be used.
    first.cancel();
    answer = await send(url);
  }
  const { status, headers } = answer.response;
  if (status === 200) return memorySource(await wholeBody(url, answer, maxDownload));
  answer.cancel();
  // What a server answers to a range of an empty file.
  if (headers.get('content-range') === 'bytes */0') return memorySource(new Uint8Array());
  throw httpStatus(url, status);
}

/**
 * The file at `path` relative to the model at `url`; `undefined` where the server has none.
 *
 * @throws {MetadataError} as `download`.
 */
export async function downloadBeside(url: URL, path: string, maxBytes: number, send: Send): Promise<Uint8Array | undefined> {
  const target = new URL(path.split('/').map(encodeURIComponent).join('/'), url);
  const answer = await send(target);
  const { status } = answer.response;
  if (status === 200) return await wholeBody(target, answer, maxBytes);
  answer.cancel();
  if (status === 404 || status === 410) return undefined;
  throw httpStatus(target, status);
}

async function wholeBody(url: URL, answer: HttpResponse, maxBytes: number): Promise<Uint8Array> {
  const { headers } = answer.response;
  const declared = headers.has('content-encoding') ? null : headers.get('content-length');
  if (Number(declared ?? 0) > maxBytes) {
    answer.cancel();
    throw tooLarge(url, `${declared!} bytes`, maxBytes);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await answer.part(); part !== undefined; part = await answer.part()) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) {
      answer.cancel();
      throw tooLarge(url, 'more', maxBytes);
    }
  }
  if (declared !== null && Number(declared) !== length) {
    throw new MetadataError('HTTP_LENGTH', `${url.href} sent ${length} of ${declared} bytes.`, { hint: 'Try again.' });
  }
  return joinParts(parts, length);
}

function tooLarge(url: URL, found: string, limit: number): MetadataError {
  return new MetadataError('DOWNLOAD_TOO_LARGE', `${url.href} gives no byte ranges and has ${found}; the limit of a download is ${limit}.`, {
    hint: 'Use a server with range requests, or raise the option maxDownload.',
  });
}
