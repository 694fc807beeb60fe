/** The settings of `Metaspace`, which is both a pre-tokenizer and a decoder. */
import type { JsonNode } from './json-node.js';

type PrependScheme = 'always' | 'first' | 'never';

export interface Metaspace {
  readonly replacement: string;
  readonly scheme: PrependScheme;
  readonly split: boolean;
}

/** Reads the old form (`add_prefix_space`) and the new one (`prepend_scheme`). @throws {ProcessorError} `BAD_TOKENIZER`. */
export function readMetaspace(node: JsonNode): Metaspace {
  const replacement = node.at('replacement').character();
  const scheme = node.at('prepend_scheme').orDefault((value) => value.oneOf(['always', 'first', 'never']), 'always');
  const prefix = node.at('add_prefix_space').optional((value) => value.boolean(), true);
  const split = node.at('split').optional((value) => value.boolean(), true);
  if (!prefix && scheme !== 'never') node.at('add_prefix_space').fail('true, or prepend_scheme "never": the two contradict each other');
  return { replacement, scheme, split };
}
