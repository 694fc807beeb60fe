/** Metadata of sherpa-onnx and of Piper voices made for it: flat strings, whole numbers, lists with commas. */
import type { MetadataEntry } from '../metadata.js';
import type { DialectParts } from './dialect.js';

/** Keys whose text may look like a number or a list, and is neither. */
const TEXT = new Set(['comment', 'punctuation', 'language', 'voice', 'url', 'license', 'model_author', 'maintainer', 'version', 'frontend']);

/** Start of `model_type` to task. */
const TASKS: readonly (readonly [start: string, task: string])[] = [
  ['vits', 'text-to-audio'],
  ['matcha', 'text-to-audio'],
  ['kokoro', 'text-to-audio'],
  ['kitten', 'text-to-audio'],
  ['zipformer', 'automatic-speech-recognition'],
  ['conformer', 'automatic-speech-recognition'],
  ['lstm', 'automatic-speech-recognition'],
  ['paraformer', 'automatic-speech-recognition'],
  ['whisper', 'automatic-speech-recognition'],
  ['EncDec', 'automatic-speech-recognition'],
  ['sense_voice', 'automatic-speech-recognition'],
  ['wenet', 'automatic-speech-recognition'],
  ['telespeech', 'automatic-speech-recognition'],
  ['tdnn', 'automatic-speech-recognition'],
];

/** Reads the entries into `config.json`, with Hugging Face's names beside the original ones where there are such. */
export function readSherpa(entries: ReadonlyMap<string, MetadataEntry>): DialectParts {
  const values: Record<string, unknown> = Object.fromEntries(
    [...entries].map(([key, { value }]) => [key, TEXT.has(key) ? value : valueOf(value)]),
  );
  const { model_type: type, sample_rate: rate, n_speakers: speakers } = values;
  const config = {
    ...values,
    ...(typeof rate === 'number' ? { sampling_rate: rate } : {}),
    ...(typeof speakers === 'number' ? { num_speakers: speakers } : {}),
  };
  const task = TASKS.find(([start]) => String(type).startsWith(start))?.[1];
  return { files: { 'config.json': { text: JSON.stringify(config), keys: [...entries.keys()] } }, task, values, problems: [] };
}

/** A number, a list of numbers, or the text; a number too long to be exact stays text. */
function valueOf(text: string): unknown {
  if (/^-?\d+(,-?\d+)+$/.test(text)) return text.split(',').map(Number);
  if (/^-?(0|[1-9]\d{0,14})$/.test(text) || /^-?\d{1,15}\.\d{1,15}$/.test(text)) return Number(text);
  return text;
}
