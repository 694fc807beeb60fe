/** What can be said about how a model is opened. */
import type { ByteSource, CapsuleLimits } from '@onnx-capsule/metadata-core';

/** What a model is read from, anywhere: bytes, a `Blob` or `File`, an http(s) URL, or any object with `size` and `read(offset, length)`. */
export type ModelInput = Uint8Array | ArrayBuffer | Blob | URL | string | ByteSource;

/** How a model is opened. */
export interface OpenOptions {
  /** What to call the source in messages. */
  readonly origin?: string;
  /** Limits against hostile files, where they differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<CapsuleLimits>;
  /** Whether each file is compared with its SHA-256 when it is read. Default `true`; needs WebCrypto, which browsers give to https pages only. */
  readonly verify?: boolean;
  /** URL only: ends every request, with its reason as the error. */
  readonly signal?: AbortSignal;
  /** URL only: what to call instead of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
  /** URL only: headers to send with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** URL only: milliseconds without any data after which a request fails. Default 30 000. */
  readonly timeout?: number;
  /** URL only: bytes that are downloaded at most from a server without range requests. Default 256 MiB. */
  readonly maxDownload?: number;
}

/** A source that has been opened, with its name and what stands beside it. */
export interface OpenedSource {
  readonly source: ByteSource;
  readonly origin: string;
  /** The file at a path relative to the model, of at most `maxBytes`; `undefined` where there is none. */
  readonly beside?: (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;
  /** Whether a file is beside the model, where that is known without a request. */
  readonly isBeside?: (path: string) => boolean;
  /** SHA-256 of bytes in lower-case hexadecimal. */
  readonly sha256: (bytes: Uint8Array) => Promise<string> | string;
  /** SHA-256 of bytes that come in parts, where the platform can do that without holding them all. */
  readonly sha256OfParts?: (parts: AsyncIterable<Uint8Array>) => Promise<string>;
}
