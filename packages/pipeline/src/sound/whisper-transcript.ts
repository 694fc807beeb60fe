/** From Whisper's tokens to text and timed chunks, over all chunks of a clip: `_decode_asr` of transformers 4.57.6. */
import { longestCommonSequence } from './common-sequence.js';
import type { Transcript, TranscriptChunk } from './recognizer.js';

/** What one chunk of the clip gave. */
export interface WhisperOutput {
  readonly tokens: readonly number[];
  /** Seconds of the chunk, and how many at its ends belong to its neighbours. */
  readonly stride?: readonly [length: number, left: number, right: number] | undefined;
}

/** What the transcript needs to know of the vocabulary. */
export interface WhisperVocabulary {
  readonly firstTime: number;
  readonly startOfPrevious: number | undefined;
  readonly startOfTranscript: number | undefined;
  readonly special: ReadonlySet<number>;
  /** The English name of the language that a special token stands for. */
  readonly languageOf: (token: number) => string | undefined;
  readonly decode: (tokens: readonly number[]) => string;
  /** Seconds of one timestamp step. */
  readonly timePrecision: number;
}

/** What the call asks for. */
export interface TranscriptOptions {
  readonly timestamps: boolean;
  readonly language: boolean;
}

/** Timestamp steps of a full window, by which the reference counts windows that were joined. */
const SEGMENT_STEPS = 1500;

interface OpenChunk {
  language: string | null;
  start: number | null;
  end: number | null;
  text: string;
}

/** The transcript of a clip. */
export function whisperTranscript(outputs: readonly WhisperOutput[], vocabulary: WhisperVocabulary, options: TranscriptOptions): Transcript {
  const state = new TranscriptState(vocabulary, options);
  for (const output of outputs) state.take(output);
  return state.finish();
}

class TranscriptState {
  readonly #vocabulary: WhisperVocabulary;
  readonly #options: TranscriptOptions;
  readonly #chunks: OpenChunk[] = [];
  #lastLanguage: string | null = null;
  #chunk: OpenChunk;
  #offset = 0;
  #previous: number[][] = [];
  #current: number[] = [];
  #skip = false;

  constructor(vocabulary: WhisperVocabulary, options: TranscriptOptions) {
    this.#vocabulary = vocabulary;
    this.#options = options;
    this.#chunk = this.#newChunk();
  }

  #newChunk(): OpenChunk {
    return { language: this.#lastLanguage, start: null, end: null, text: '' };
  }

  take(output: WhisperOutput): void {
    const tokens = this.#withoutPrompt(output.tokens);
    const limits = this.#strideLimits(tokens, output.stride);
    const { firstTime, special, timePrecision } = this.#vocabulary;
    const clock = { latest: 0, before: 0, passed: 0 };
    this.#current = [];
    tokens.forEach((token, index) => {
      if (special.has(token)) this.#takeSpecial(token);
      else if (token >= firstTime) {
        const time = (token - firstTime) * timePrecision;
        if (time < clock.latest) {
          const endedInOne = index >= 2 && !(tokens[index - 1]! >= firstTime && tokens[index - 2]! >= firstTime);
          if (endedInOne) clock.passed += timePrecision * SEGMENT_STEPS;
          else {
            clock.latest = clock.before;
            clock.passed += clock.before;
          }
        }
        clock.before = clock.latest;
        clock.latest = time;
        this.#takeTime(token, roundTo2(time + this.#offset + clock.passed), limits);
      } else this.#current.push(token);
    });
    if (output.stride) this.#offset += output.stride[0] - output.stride[2];
    if (this.#current.length > 0) this.#previous.push(this.#current);
    else if (!this.#previous.some((sequence) => sequence.length > 0)) {
      this.#chunk = this.#newChunk();
      this.#previous = [];
    }
  }

  finish(): Transcript {
    if (this.#previous.length > 0) this.#close(longestCommonSequence(this.#previous));
    const text = this.#chunks.map((chunk) => chunk.text).join('');
    const { timestamps, language } = this.#options;
    if (!timestamps && !language) return { text };
    const chunks = this.#chunks.map(
      (chunk): TranscriptChunk =>
        ({
          ...(language && { language: chunk.language }),
          ...(timestamps && { timestamp: [chunk.start, chunk.end] }),
          text: chunk.text,
        }) as TranscriptChunk,
    );
    return { text, chunks };
  }

  #withoutPrompt(tokens: readonly number[]): readonly number[] {
    const { startOfPrevious, startOfTranscript } = this.#vocabulary;
    if (tokens.length === 0 || tokens[0] !== startOfPrevious) return tokens;
    const start = startOfTranscript === undefined ? -1 : tokens.indexOf(startOfTranscript);
    return start < 0 ? [] : tokens.slice(start);
  }

  /** Timestamp tokens that lie in what the chunk shares with its neighbours. */
  #strideLimits(tokens: readonly number[], stride: WhisperOutput['stride']): { first: number; last: number | undefined } {
    const { firstTime, timePrecision } = this.#vocabulary;
    if (!stride) return { first: firstTime, last: undefined };
    const [length, left, right] = stride;
    this.#offset -= left;
    const rightStart = length - right;
    let last: number | undefined;
    if (right > 0) {
      for (const token of tokens.toReversed()) {
        if (token < firstTime) continue;
        if (last !== undefined && (token - firstTime) * timePrecision < rightStart) break;
        last = token;
      }
    }
    return { first: left > 0 ? left / timePrecision + firstTime : firstTime, last };
  }

  #takeSpecial(token: number): void {
    const language = this.#vocabulary.languageOf(token);
    if (language === undefined) return;
    if (this.#lastLanguage !== null && language !== this.#lastLanguage && !this.#options.timestamps) {
      this.#previous.push(this.#current);
      this.#close(longestCommonSequence(this.#previous));
      this.#current = [];
    }
    this.#chunk.language = language;
    this.#lastLanguage = language;
  }

  #takeTime(token: number, time: number, limits: { first: number; last: number | undefined }): void {
    if (limits.last !== undefined && token >= limits.last) this.#skip = true;
    else if (this.#skip || (this.#previous.length > 0 && token < limits.first)) this.#skip = false;
    else if (this.#chunk.start === null) this.#chunk.start = time;
    else if (time !== this.#chunk.start) {
      this.#chunk.end = time;
      this.#previous.push(this.#current);
      this.#close(longestCommonSequence(this.#previous));
      this.#current = [];
    }
  }

  #close(tokens: readonly number[]): void {
    this.#chunk.text = this.#vocabulary.decode(tokens);
    this.#chunks.push(this.#chunk);
    this.#previous = [];
    this.#chunk = this.#newChunk();
  }
}

function roundTo2(value: number): number {
  return Number(value.toFixed(2));
}
