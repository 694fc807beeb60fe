/**
 * Mechanisms that can be switched off in production without a release: by an option of the call, or for a whole Node process by the
 * environment variable `ONNX_CAPSULE_DISABLE=autoDetect,packedTokenizer`. Results are the same without them.
 */

/** A mechanism that can be switched off. */
export type Feature = 'autoDetect' | 'packedTokenizer' | 'processorCache' | 'zeroCopyStrip';

const FEATURES: ReadonlySet<string> = new Set<Feature>(['autoDetect', 'packedTokenizer', 'processorCache', 'zeroCopyStrip']);
const VARIABLE = 'ONNX_CAPSULE_DISABLE';
const NOTHING: ReadonlySet<string> = new Set();

/** What is used of Node's `process`; other runtimes may ask their user before they give an environment away. */
interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly versions?: Readonly<Record<string, string | undefined>>;
  emitWarning?(message: string, options: { readonly code: string }): void;
}

let read: { readonly value: string; readonly disabled: ReadonlySet<string> } = { value: '', disabled: NOTHING };

/** Whether a mechanism is on: it is, unless `option` is `false` or the environment switches it off. */
export function isEnabled(feature: Feature, option?: boolean): boolean {
  return option !== false && !disabledFeatures().has(feature);
}

/** What the environment switches off. The variable is read each time, so that it may be set after this module is loaded. */
function disabledFeatures(): ReadonlySet<string> {
  const node = (globalThis as { readonly process?: NodeProcess }).process;
  if (node?.versions?.['node'] === undefined || 'Deno' in globalThis) return NOTHING;
  const value = node.env[VARIABLE] ?? '';
  if (value !== read.value) read = { value, disabled: parse(value, node) };
  return read.disabled;
}

function parse(value: string, node: NodeProcess): ReadonlySet<string> {
  const names = value.split(',').map((name) => name.trim()).filter((name) => name !== '');
  for (const name of names) {
    if (FEATURES.has(name)) continue;
    node.emitWarning?.(`${VARIABLE} names ${name}; known are ${[...FEATURES].join(', ')}.`, { code: 'ONNX_CAPSULE_UNKNOWN_FEATURE' });
  }
  return new Set(names);
}
