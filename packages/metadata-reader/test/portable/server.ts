/** A server in memory, for the option `fetch`: counts what is asked, and misbehaves as told. */

/** How the server misbehaves; by default it gives byte ranges as RFC 9110 says. */
export interface Behaviour {
  /** Ignores ranges. */
  readonly noRanges?: boolean;
  /** Alters the headers of the answer to request `index`. */
  readonly alter?: (headers: Headers, index: number) => void;
  /** Status of the answer to request `index`, instead of the file. */
  readonly status?: (index: number) => number | undefined;
  /** The file at request `index`. */
  readonly file?: (index: number) => Uint8Array;
  /** Sends this many bytes and then nothing, from request `hangs` on. */
  readonly hangs?: number;
  /** Bytes cut off each body. */
  readonly cut?: number;
  /** Bytes added to each body. */
  readonly add?: number;
}

/** What the server saw. */
export interface Served {
  readonly fetch: typeof fetch;
  readonly requests: { readonly url: string; readonly range: string | null }[];
  /** Bytes of all bodies. */
  sent: number;
}

/** Serves `bytes` at every address. */
export function serve(bytes: Uint8Array, behaviour: Behaviour = {}): Served {
  const served: Served = {
    requests: [],
    sent: 0,
    fetch: ((input: string, init: { headers: Record<string, string>; signal: AbortSignal }) => {
      const index = served.requests.length;
      const range = init.headers['range'] ?? null;
      served.requests.push({ url: input, range });
      const status = behaviour.status?.(index);
      if (status !== undefined) return Promise.resolve(new Response('no', { status }));
      const file = behaviour.file?.(index) ?? bytes;
      const headers = new Headers({ etag: `"${file.length}"` });
      const asked = /^bytes=(\d+)-(\d+)$/.exec(range ?? '');
      let body = file;
      if (asked !== null && !behaviour.noRanges) {
        const [start, end] = [Number(asked[1]), Math.min(Number(asked[2]) + 1, file.length)];
        if (start >= file.length) return Promise.resolve(new Response(null, { status: 416, headers: { 'content-range': `bytes */${file.length}` } }));
        body = file.slice(start, end);
        headers.set('content-range', `bytes ${start}-${end - 1}/${file.length}`);
      }
      behaviour.alter?.(headers, index);
      body = body.slice(0, body.length - (behaviour.cut ?? 0));
      served.sent += body.length;
      const parts = [body, new Uint8Array(behaviour.add ?? 0)].filter((part) => part.length > 0);
      const { hangs = Infinity } = behaviour;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          init.signal.addEventListener('abort', () => {
            controller.error(init.signal.reason);
          });
        },
        pull(controller) {
          const part = parts.shift();
          if (index >= hangs) return new Promise(() => undefined);
          if (part === undefined) controller.close();
          else controller.enqueue(part);
          return undefined;
        },
      });
      return Promise.resolve(new Response(stream, { status: asked !== null && !behaviour.noRanges ? 206 : 200, headers }));
    }) as unknown as typeof fetch,
  };
  return served;
}
