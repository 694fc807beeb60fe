/** From start and end logits to answer spans: `select_starts_ends` and `decode_spans` of transformers 4.57.6. */

/** A span of tokens with its probability. */
export interface AnswerSpan {
  readonly start: number;
  /** Last token of the span. */
  readonly end: number;
  readonly score: number;
}

/** What decides which spans count. */
export interface SpanRules {
  /** Whether a token may start or end an answer. */
  readonly allowed: readonly boolean[];
  /** How many spans are wanted before those at forbidden tokens are dropped. */
  readonly count: number;
  readonly longest: number;
}

/** The spans of one window by falling score, and the probability that there is no answer. */
export function answerSpans(startLogits: ArrayLike<number>, endLogits: ArrayLike<number>, rules: SpanRules): { spans: AnswerSpan[]; noAnswer: number } {
  const start = maskedSoftmax(startLogits, rules.allowed);
  const end = maskedSoftmax(endLogits, rules.allowed);
  const noAnswer = Math.fround(start[0]! * end[0]!);
  start[0] = 0;
  end[0] = 0;
  const spans = likeliestSpans(start, end, rules).filter((span) => mayBound(span.start, rules) && mayBound(span.end, rules));
  return { spans, noAnswer };
}

/** The first token may: the reference's mask lists it by its row number. */
function mayBound(token: number, rules: SpanRules): boolean {
  return token === 0 || rules.allowed[token] === true;
}

/** What a forbidden token's logit is replaced by. */
const FORBIDDEN = -10000;

function maskedSoftmax(logits: ArrayLike<number>, allowed: readonly boolean[]): Float32Array {
  const values = Float32Array.from({ length: allowed.length }, (_, token) => (allowed[token] === true ? logits[token]! : FORBIDDEN));
  const largest = values.reduce((best, value) => Math.max(best, value), -Infinity);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(Math.fround(values[i]! - largest));
    sum += values[i]!;
  }
  return values.map((value) => value / sum);
}

function likeliestSpans(start: Float32Array, end: Float32Array, { count, longest }: SpanRules): AnswerSpan[] {
  const best: AnswerSpan[] = [];
  const insert = (span: AnswerSpan): void => {
    let place = best.length;
    while (place > 0 && best[place - 1]!.score < span.score) place--;
    best.splice(place, 0, span);
    if (best.length > count) best.pop();
  };
  for (let first = 0; first < start.length; first++) {
    if (start[first] === 0) continue;
    const limit = Math.min(start.length, first + longest);
    for (let last = first; last < limit; last++) {
      const score = Math.fround(start[first]! * end[last]!);
      if (score > 0 && (best.length < count || score > best[count - 1]!.score)) insert({ start: first, end: last, score });
    }
  }
  return best;
}
