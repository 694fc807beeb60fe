/** One HTTP request whose body is read part by part, with a bound on the time without data. */
import type { OpenOptions } from './options.js';

/** A response, and its body on demand. */
export interface HttpResponse {
  readonly response: Response;
  /** The next part of the body; `undefined` behind the last. @throws {MetadataError} `HTTP_FAILED`, `TIMEOUT`. */
  part(): Promise<Uint8Array | undefined>;
  /** Drops what is left of the body. */
  cancel(): void;
}

/**
 * Sends a GET request.
 *
 * @throws {MetadataError} `HTTP_FAILED` where there is no answer, `TIMEOUT` after `options.timeout` without data; the reason of `options.signal`.
 */
export async function request(url: URL, headers: Record<string, string>, options: OpenOptions): Promise<HttpResponse> {
  const { timeout = 30_000, signal } = options;
  const stop = new AbortController();

  /** Waits for one step of the exchange. */
  async function step<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      stop.abort();
    }, timeout);
    try {
      return await work();
    } catch (cause) {
      signal?.throwIfAborted();
      throw (await import('./failures.js')).httpFailed(url, cause, stop.signal.aborted ? timeout : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  const response = await step(() => (options.fetch ?? fetch)(url.href, { headers, signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]) }));
  const reader = response.body?.getReader();
  return {
    response,
    part: () => step(async () => (await reader?.read())?.value),
    cancel: () => {
      stop.abort();
    },
  };
}
