/** Turns what the caller gave into a source of bytes. */
import { sha256Of } from './check-file.js';
import { openUrl } from './http-source.js';
import type { ModelInput, OpenedSource, OpenOptions } from './options.js';

/**
 * Opens `input`; of a URL, reads the first bytes.
 *
 * @throws {MetadataError} `BAD_SOURCE` where it is nothing that can be read, and what `openUrl` throws.
 */
export async function openSource(input: ModelInput, options: OpenOptions): Promise<OpenedSource> {
  const url = input instanceof URL ? input.href : input;
  const opened =
    typeof url === 'string' && /^https?:/i.test(url)
      ? await openUrl(new URL(url), options)
      : (await import('./local-source.js')).openLocal(input, options);
  return { sha256: sha256Of, ...opened };
}
