/** A model on a server, read by range requests (RFC 9110, section 14). */
import { bytesSource, FIRST_WINDOW } from '@onnx-capsule/metadata-core';

import { type HttpResponse, request } from './http-request.js';
import type { OpenedSource, OpenOptions } from './options.js';

/** Sends a GET request to `target` with these headers besides those of every request. */
export type Send = (target: URL, headers?: Record<string, string>) => Promise<HttpResponse>;

/**
 * Opens the model at `url` with one range request. A server that ignores ranges, or compresses them, is read whole.
 *
 * @throws {MetadataError} `HTTP_STATUS`, `HTTP_RANGE`, `HTTP_FAILED`, `TIMEOUT`, `FILE_CHANGED`, `DOWNLOAD_TOO_LARGE`.
 */
export async function openUrl(url: URL, options: OpenOptions): Promise<OpenedSource> {
  const { origin = url.href } = options;
  // A redirect to another origin does not get the caller's headers.
  const send: Send = (target, headers) =>
    request(target, { ...(target.origin === url.origin ? options.headers : {}), 'accept-encoding': 'identity', ...headers }, options);
  const beside = async (path: string, maxBytes: number): Promise<Uint8Array | undefined> =>
    await (await import('./http-download.js')).downloadBeside(url, path, maxBytes, send);

  const first = await send(url, rangeHeader(0, FIRST_WINDOW));
  if (first.status !== 206 || first.header('content-encoding')) {
    const { download } = await import('./http-download.js');
    return { source: bytesSource(await download(url, first, send, options)), origin, beside };
  }
  // Without a size, what follows is NaN, which no range matches.
  const size = Number(first.header('content-range')?.split('/')[1] ?? NaN);
  const head = await rangeBody(url, first, 0, Math.min(FIRST_WINDOW, size), size);
  const validator = validatorOf(first);
  const target = new URL(first.url || url);

  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (offset + length <= head.length) return head.subarray(offset, offset + length);
    const headers = rangeHeader(offset, length);
    // A weak tag must not be sent with If-Range; it is compared when the answer comes.
    if (validator && !validator.startsWith('W/')) headers['if-range'] = validator;
    let response = await send(target, headers);
    // An address behind a redirect may be signed for a short time.
    if (response.status > 400 && target.href !== url.href) response = await send(url, headers);
    if (response.status === 206 && validatorOf(response) === validator) return await rangeBody(url, response, offset, length, size);
    throw (await import('./failures.js')).httpChanged(url, response);
  };
  return { source: { size, read }, origin, beside };
}

function rangeHeader(offset: number, length: number): Record<string, string> {
  return { range: `bytes=${offset}-${offset + length - 1}` };
}

function validatorOf(response: HttpResponse): string {
  return response.header('etag') ?? response.header('last-modified') ?? '';
}

async function rangeBody(url: URL, response: HttpResponse, offset: number, length: number, size: number): Promise<Uint8Array> {
  const range = `bytes ${offset}-${offset + length - 1}/${size}`;
  if (response.header('content-range') === range) {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (let part = await response.part(); part !== undefined; part = await response.part()) {
      if (part.length <= length - filled) bytes.set(part, filled);
      filled += part.length;
      if (filled > length) break;
    }
    if (filled === length) return bytes;
  }
  throw (await import('./failures.js')).badRange(url, response, range);
}
