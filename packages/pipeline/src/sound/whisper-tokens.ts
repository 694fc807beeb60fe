/** Whisper's tokens that are no text: what a transcript starts with, languages, tasks, timestamps. */
import { whisperLanguages } from '@onnx-capsule/processor-reconstruction/audio';

import { type Encoded, encoderDecoder } from '../generation/encoder-decoder.js';
import { tokenList, type RawSettings } from '../generation/settings.js';
import type { Generator } from '../generation/task-settings.js';
import { isRecord } from '../call-arguments.js';
import { PipelineError } from '../pipeline-error.js';
import type { TextTokenizer } from '../text-tokenizer.js';
import type { WhisperVocabulary } from './whisper-transcript.js';

/** The vocabulary as transcripts and starts of transcripts need it. */
export interface WhisperTokens extends WhisperVocabulary {
  /** Ids by language token, such as `<|en|>`; absent for models that know one language. */
  readonly languages: Readonly<Record<string, number>> | undefined;
  /** Ids by task. */
  readonly tasks: Readonly<Record<string, number>> | undefined;
  readonly noTimestamps: number | undefined;
}

/** Reads the special tokens from the tokenizer and the generation settings. */
export function whisperTokens(tokenizer: TextTokenizer, settings: RawSettings, timePrecision: number): WhisperTokens {
  const { engine } = tokenizer;
  const noTimestamps = numberOf(settings['no_timestamps_token_id']) ?? engine.tokenToId('<|notimestamps|>');
  const special = new Set(engine.addedTokens.filter((token) => token.special).map((token) => token.id));
  const names = new Map<string, string>();
  for (const [name, code] of Object.entries(whisperLanguages)) if (!names.has(code)) names.set(code, name);
  return {
    firstTime: noTimestamps === undefined ? Infinity : noTimestamps + 1,
    noTimestamps,
    startOfPrevious: engine.tokenToId('<|startofprev|>'),
    startOfTranscript: engine.tokenToId('<|startoftranscript|>'),
    special,
    languageOf: (token) => names.get(engine.idToToken(token)?.slice(2, -2) ?? ''),
    decode: (tokens) => engine.decode(tokens),
    timePrecision,
    languages: idsOf(settings['lang_to_id']),
    tasks: idsOf(settings['task_to_id']),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function idsOf(value: unknown): Readonly<Record<string, number>> | undefined {
  return isRecord(value) ? (value as Readonly<Record<string, number>>) : undefined;
}

/** What a call asks of a transcript's start. */
export interface StartRequest {
  readonly language: string | undefined;
  readonly task: string | undefined;
  readonly timestamps: boolean;
}

/**
 * The tokens that a transcript starts with; where no language is asked for, the model hears which it is.
 *
 * @throws {PipelineError} `BAD_OPTION` for a language or a task that the model does not know.
 */
export async function startTokens(generator: Generator, vocabulary: WhisperTokens, encoded: Encoded, request: StartRequest): Promise<number[]> {
  const { settings } = generator;
  const start = tokenList(settings['decoder_start_token_id']).slice(0, 1);
  const { language, task } = request;
  const forced = task === undefined && language === undefined ? forcedTokens(settings['forced_decoder_ids']) : [];
  const tokens: (number | null)[] = [...start, ...forced];
  if (language !== undefined) tokens[1] = languageId(vocabulary, language);
  else if (vocabulary.languages && (tokens[1] ?? null) === null) tokens[1] = await hearLanguage(generator, vocabulary.languages, encoded, start);
  if (task !== undefined) tokens.push(taskId(vocabulary, task));
  else if (language !== undefined && vocabulary.tasks && !Object.values(vocabulary.tasks).some((id) => tokens.includes(id))) {
    tokens.push(taskId(vocabulary, 'transcribe'));
  }
  const last = tokens.at(-1);
  if (!request.timestamps && vocabulary.noTimestamps !== undefined && last !== vocabulary.noTimestamps) tokens.push(vocabulary.noTimestamps);
  if (request.timestamps && last === vocabulary.noTimestamps) tokens.pop();
  return tokens.filter((token): token is number => token !== null);
}

/** `forced_decoder_ids` of older configurations: pairs of position and token, from position 1 on. */
function forcedTokens(value: unknown): (number | null)[] {
  if (!Array.isArray(value)) return [];
  const tokens: (number | null)[] = [];
  for (const pair of value) {
    if (!Array.isArray(pair) || pair[0] !== tokens.length + 1) break;
    tokens.push(numberOf(pair[1]) ?? null);
  }
  return tokens;
}

function languageId({ languages }: WhisperTokens, language: string): number {
  if (!languages) {
    throw new PipelineError('BAD_OPTION', 'This model says nothing of languages: generation_config.json has no lang_to_id.', { where: 'language' });
  }
  const name = language.toLowerCase();
  const code = Object.hasOwn(whisperLanguages, name) ? whisperLanguages[name] : name;
  const id = languages[name] ?? languages[`<|${code ?? ''}|>`];
  if (id !== undefined) return id;
  throw new PipelineError('BAD_OPTION', `The model knows no language ${JSON.stringify(language)}.`, {
    where: 'language',
    hint: `Languages: ${Object.keys(languages).map((token) => token.slice(2, -2)).join(', ')}.`,
  });
}

function taskId({ tasks }: WhisperTokens, task: string): number {
  const id = tasks?.[task];
  if (id !== undefined) return id;
  throw new PipelineError('BAD_OPTION', `The model knows no task ${JSON.stringify(task)}: generation_config.json has no task_to_id for it.`, { where: 'task' });
}

/** The language that the model finds most likely after its start token. */
async function hearLanguage(generator: Generator, languages: Readonly<Record<string, number>>, encoded: Encoded, start: readonly number[]): Promise<number> {
  const [scores] = await encoderDecoder(generator.parts, encoded).step([start]);
  // Of equally likely ones the smallest id wins, as in the reference's argmax.
  const ids = Object.values(languages).sort((a, b) => a - b);
  return ids.reduce((best, id) => (scores![id]! > scores![best]! ? id : best));
}
