/** What is known about a model from its configuration. */
import type { ManifestModel } from '@onnx-capsule/metadata-schema';
import { isCapsuleError, parseJson } from '@onnx-capsule/metadata-schema';

import type { SourceFile } from './extractor.js';

/** What the caller knows. */
export interface GivenFacts {
  readonly id?: string;
  readonly revision?: string;
}

/**
 * The manifest's `model`: type, architectures and library version from `config.json`, licence from `licenseText` (the front matter of a
 * model card), id and revision as given. Nothing is taken from fields that may hold a path of the machine.
 */
export async function modelFacts(
  files: readonly SourceFile[],
  modelCard: string,
  given: GivenFacts,
): Promise<{ readonly model: ManifestModel; readonly warnings: readonly string[] }> {
  const file = files.find(({ path }) => path === 'config.json');
  const warnings: string[] = [];
  let config: Readonly<Record<string, unknown>> = {};
  if (file === undefined) warnings.push('There is no config.json: task and architecture will have to be found from the graph.');
  else {
    const parsed = readConfig(new TextDecoder().decode(await file.read()));
    if (typeof parsed === 'string') warnings.push(`config.json is embedded as it is, but ${parsed}`);
    else config = parsed;
  }
  const { model_type: type, architectures, transformers_version: version } = config;
  const license = /^---\r?\n(?:[^\n]*\n)*?license:[ \t]*["']?([\w.-]+)["']?[ \t]*\r?\n/.exec(modelCard)?.[1];
  const names = Array.isArray(architectures) ? architectures.filter((name) => typeof name === 'string') : [];
  const model: ManifestModel = {
    ...(typeof type === 'string' ? { type } : {}),
    ...(names.length > 0 ? { architectures: names } : {}),
    ...(given.id === undefined ? {} : { id: given.id }),
    ...(given.revision === undefined ? {} : { revision: given.revision }),
    ...(license === undefined ? {} : { license }),
    ...(typeof version === 'string' ? { library: `transformers ${version}` } : {}),
  };
  return { model, warnings };
}

/** The configuration, or why there is none. */
function readConfig(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const config = parseJson(text, 'config.json');
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
    return 'it is no JSON object.';
  } catch (error) {
    if (isCapsuleError(error)) return error.message;
    throw error;
  }
}
