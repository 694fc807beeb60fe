/** Turns what the caller gave into a source of bytes. */
import { bytesSource } from '@onnx-capsule/metadata-core';

import { openUrl } from './http-source.js';
import type { ModelInput, OpenedSource, OpenOptions } from './options.js';

/**
 * Opens `input`; of a URL, reads the first bytes.
 *
 * @throws {MetadataError} `BAD_SOURCE` where it is nothing that can be read, and what `openUrl` throws.
 */
export async function openSource(input: ModelInput, options: OpenOptions): Promise<OpenedSource> {
  const url = input instanceof URL ? input.href : input;
  if (typeof url === 'string' && /^https?:/i.test(url)) return openUrl(new URL(url), options);
  const { openLocal } = await import('./local-source.js');
  const { local, origin } = openLocal(input, options);
  return { source: local instanceof Uint8Array ? bytesSource(local) : local, origin };
}
