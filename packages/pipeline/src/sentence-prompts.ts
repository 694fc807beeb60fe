/** Prompts that a sentence-transformers folder puts before texts (`config_sentence_transformers.json`). */
import { isRecord } from './call-arguments.js';
import { PipelineError } from './pipeline-error.js';
import type { CallOptions } from './task.js';

/** A folder's prompts by name, and the one that applies where a call names none. */
export interface SentencePrompts {
  readonly prompts: Readonly<Record<string, string>>;
  readonly defaultPrompt: string | undefined;
}

/** The prompts in `settings`. */
export function readPrompts(settings: Readonly<Record<string, unknown>>): SentencePrompts {
  const prompts = (isRecord(settings['prompts']) ? settings['prompts'] : {}) as Readonly<Record<string, string>>;
  const name = settings['default_prompt_name'];
  return { prompts, defaultPrompt: typeof name === 'string' && Object.hasOwn(prompts, name) ? prompts[name] : undefined };
}

/** The prompt of one call; an empty text where there is none. @throws {PipelineError} `BAD_OPTION` for a name that the folder lacks. */
export function resolvePrompt(options: CallOptions, { prompts, defaultPrompt }: SentencePrompts): string {
  const { prompt, prompt_name: name } = options;
  if (typeof prompt === 'string') return prompt;
  if (typeof name !== 'string') return defaultPrompt ?? '';
  if (Object.hasOwn(prompts, name)) return prompts[name]!;
  throw new PipelineError('BAD_OPTION', `The model has no prompt named ${name}; it has ${Object.keys(prompts).join(', ') || 'none'}.`, { where: 'prompt_name' });
}
