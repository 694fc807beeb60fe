/** One HTTP request whose body is read part by part, with a bound on its length and on the time without data. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { OpenOptions } from './options.js';

const DEFAULT_TIMEOUT = 30_000;

/** A response, and its body on demand. */
export interface HttpResponse {
  readonly status: number;
  /** URL after redirects. */
  readonly url: string;
  /** A header by its lower-case name. */
  header(name: string): string | null;
  /** The body. @throws {MetadataError} `HTTP_TOO_LONG` beyond `maxBytes`, `HTTP_FAILED`, `TIMEOUT`. */
  body(maxBytes: number): Promise<Uint8Array>;
  /** Drops the body. */
  cancel(): void;
}

/**
 * Sends a GET request.
 *
 * @throws {MetadataError} `HTTP_FAILED` where there is no answer, `TIMEOUT` after `options.timeout` without data; the reason of `options.signal`.
 */
export async function request(url: URL, headers: Record<string, string>, options: OpenOptions): Promise<HttpResponse> {
  const { timeout = DEFAULT_TIMEOUT } = options;
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);

  /** Waits for one step of the exchange, whether or not what it waits for knows about the signal. */
  async function step<T>(work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      stop.abort(
        new MetadataError('TIMEOUT', `${url.href} sent nothing for ${timeout} ms.`, { hint: 'Try again, or raise the option timeout.' }),
      );
    }, timeout);
    let onAbort: (() => void) | undefined;
    try {
      return await Promise.race([
        work(),
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', (onAbort = () => reject(signal.reason as Error)));
        }),
      ]);
    } catch (cause) {
      signal.throwIfAborted();
      throw new MetadataError('HTTP_FAILED', `${url.href} could not be read: ${(cause as Error).message}`, {
        hint: 'Check the address and the connection.',
        cause,
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort!);
    }
  }

  const response = await step(() => (options.fetch ?? fetch)(url.href, { headers, signal }));
  const cancel = (): void => void response.body?.cancel().catch(() => undefined);
  return {
    status: response.status,
    url: response.url,
    header: (name) => response.headers.get(name),
    cancel,
    async body(maxBytes) {
      const parts: Uint8Array[] = [];
      let length = 0;
      const reader = response.body?.getReader();
      for (let part = await step(async () => await reader?.read()); part?.value; part = await step(async () => await reader?.read())) {
        parts.push(part.value);
        length += part.value.length;
        if (length > maxBytes) {
          stop.abort();
          throw new MetadataError('HTTP_TOO_LONG', `${url.href} sent more than the ${maxBytes} bytes that were expected.`);
        }
      }
      const bytes = new Uint8Array(length);
      let position = 0;
      for (const part of parts) {
        bytes.set(part, position);
        position += part.length;
      }
      return bytes;
    },
  };
}
