/** From the best token of each frame to text and times, by the rules of transformers' Wav2Vec2CTCTokenizer. */
import type { TranscriptChunk } from './recognizer.js';

/** How a tokenizer writes what the model hears. */
export interface CtcAlphabet {
  /** The token of an id. */
  readonly token: (id: number) => string;
  /** The token that means "nothing new". */
  readonly blank: string;
  /** The token between words. */
  readonly delimiter: string;
  /** What is written for it. */
  readonly space: string;
  readonly lowerCase: boolean;
  readonly cleanUp: boolean;
}

/** A character and the frames it spans. */
interface CharacterSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Characters of the frames' best tokens: repeated ones are one, blanks are none. */
function characters(frames: ArrayLike<number>, alphabet: CtcAlphabet): CharacterSpan[] {
  const spans: CharacterSpan[] = [];
  for (let start = 0; start < frames.length; ) {
    let end = start + 1;
    const token = alphabet.token(frames[start]!);
    while (end < frames.length && alphabet.token(frames[end]!) === token) end++;
    if (token !== alphabet.blank) spans.push({ text: token === alphabet.delimiter ? alphabet.space : token, start, end });
    start = end;
  }
  return spans;
}

/** The text of the frames' best tokens. */
export function ctcText(frames: ArrayLike<number>, alphabet: CtcAlphabet): string {
  const text = characters(frames, alphabet).map((span) => span.text).join('').trim();
  const cased = alphabet.lowerCase ? text.toLowerCase() : text;
  return alphabet.cleanUp ? cleanUpSpaces(cased) : cased;
}

/** Characters or words with their times; `secondsPerFrame` is what a frame lasts. */
export function ctcChunks(frames: ArrayLike<number>, alphabet: CtcAlphabet, unit: 'char' | 'word', secondsPerFrame: (frame: number) => number): TranscriptChunk[] {
  const spans = characters(frames, alphabet);
  return (unit === 'char' ? spans : words(spans, alphabet.space)).map(({ text, start, end }) => ({ text, timestamp: [secondsPerFrame(start), secondsPerFrame(end)] }));
}

function words(spans: readonly CharacterSpan[], space: string): CharacterSpan[] {
  const found: CharacterSpan[] = [];
  let open: CharacterSpan | undefined;
  for (const span of spans) {
    if (span.text === space) {
      if (open) found.push(open);
      open = undefined;
    } else {
      open = open ? { text: open.text + span.text, start: open.start, end: span.end } : span;
    }
  }
  if (open) found.push(open);
  return found;
}

const CLEANED: readonly (readonly [string, string])[] = [
  [' .', '.'], [' ?', '?'], [' !', '!'], [' ,', ','], [" ' ", "'"], [" n't", "n't"], [" 'm", "'m"], [" 's", "'s"], [" 've", "'ve"], [" 're", "'re"],
];

/** Python's `clean_up_tokenization`. */
function cleanUpSpaces(text: string): string {
  return CLEANED.reduce((cleaned, [from, to]) => cleaned.replaceAll(from, to), text);
}
