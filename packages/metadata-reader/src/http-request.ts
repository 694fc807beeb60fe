/** One HTTP request whose body is read part by part, with a bound on the time without data. */
import type { OpenOptions } from './options.js';

/** A response, and its body on demand. */
export interface HttpResponse {
  readonly status: number;
  /** URL after redirects. */
  readonly url: string;
  /** A header by its lower-case name. */
  header(name: string): string | null;
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
  const { timeout = 30_000, signal: outer } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const abort = (): void => stop.abort();

  /** Waits for one step of the exchange, whether or not what it waits for knows about the signal. */
  async function step<T>(work: () => Promise<T>): Promise<T> {
    outer?.throwIfAborted();
    const timer = setTimeout(abort, timeout);
    outer?.addEventListener('abort', abort);
    try {
      return await Promise.race([
        work(),
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
      ]);
    } catch (cause) {
      outer?.throwIfAborted();
      const { httpFailed, timedOut } = await import('./failures.js');
      throw signal.aborted ? timedOut(url, timeout) : httpFailed(url, cause);
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    }
  }

  const response = await step(() => (options.fetch ?? fetch)(url.href, { headers, signal }));
  const reader = response.body?.getReader();
  return {
    status: response.status,
    url: response.url,
    header: (name) => response.headers.get(name),
    part: () => step(async () => (await reader?.read())?.value),
    cancel: abort,
  };
}
