/** A model on a server, read by range requests (RFC 9110, section 14). */
import { type ByteSource, FIRST_WINDOW } from '@onnx-capsule/metadata-core';

import type * as HttpDownload from './http-download.js';
import { type HttpResponse, request } from './http-request.js';
import type { OpenedSource, OpenOptions } from './options.js';

/** Sends a GET request, for `range` of the file where it is given. */
export type Send = (target: URL, range?: string) => Promise<HttpResponse>;

/**
 * Opens the model at `url` with one range request. A server that ignores ranges, or compresses them, is read whole. Every request goes to `url`
 * itself, for what it redirects to may be signed for a short time; that all ranges are of one file is checked by their size and their ETag
 * or date, and not asked for by If-Range, which across origins would need the server's permission.
 *
 * @throws {MetadataError} `HTTP_STATUS`, `HTTP_RANGE`, `HTTP_FAILED`, `TIMEOUT`, `FILE_CHANGED`, `DOWNLOAD_TOO_LARGE`.
 */
export async function openUrl(url: URL, options: OpenOptions): Promise<Omit<OpenedSource, 'sha256'>> {
    const send: Send = (target, range) =>
    request(target, { ...options.headers, 'accept-encoding': 'identity', ...(range && { range: `bytes=${range}` }) }, options);
  const whole = (): Promise<typeof HttpDownload> => import('./http-download.js');
  const beside = async (path: string, maxBytes: number): Promise<Uint8Array | undefined> =>
    (await whole()).downloadBeside(url, path, maxBytes, send);
  const opened = (source: ByteSource): Omit<OpenedSource, 'sha256'> => ({ source, origin: options.origin ?? url.href, beside });

  const first = await send(url, `0-${FIRST_WINDOW - 1}`);
  const { headers } = first.response;
  if (first.response.status !== 206 || (headers.get('content-encoding') ?? 'identity') !== 'identity') {
    return opened(await (await whole()).download(url, first, send, options));
  }
  // Without a size, what follows is NaN, which no range matches.
  const size = Number(headers.get('content-range')?.split('/')[1]);

  async function read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length <= head.length) return head.subarray(offset, offset + length);
    return body(await send(url, `${offset}-${offset + length - 1}`), offset, length);
  }

  async function body(answer: HttpResponse, offset: number, length: number): Promise<Uint8Array> {
    const { response } = answer;
    const range = `bytes ${offset}-${offset + length - 1}/${size}`;
    if (response.headers.get('content-range') === range && validatorOf(response.headers) === validatorOf(headers)) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      for (let part = await answer.part(); part !== undefined; part = await answer.part()) {
        filled += part.length;
        if (filled > length) break;
        bytes.set(part, filled - part.length);
      }
      if (filled === length) return bytes;
    }
    throw (await import('./failures.js')).badAnswer(url, answer, range, validatorOf(headers));
  }

  const head = await body(first, 0, Math.min(FIRST_WINDOW, size));
  return opened({ size, read });
}

/** What tells one version of a file from another. */
function validatorOf(headers: Headers): string | null {
  return headers.get('etag') ?? headers.get('last-modified');
}
