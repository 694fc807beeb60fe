/** Beam search as transformers 4.57.6 does it, for one prompt: `num_beams` rows, of which the best complete ones are returned. */
import { drawSeveral } from './sampling.js';
import { logSoftmax, softmaxRow, topIndices } from './float-math.js';
import type { SearchRun } from './search.js';

const f = Math.fround;
/** What the reference adds to a score to rule a beam out. */
const RULED_OUT = -1e9;

interface Beam {
  readonly row: readonly number[];
  readonly score: number;
  readonly finished: boolean;
}

interface Candidate {
  readonly row: number[];
  readonly score: number;
  /** The running beam that it continues. */
  readonly parent: number;
  /** Whether its last token completes it. */
  readonly stops: boolean;
}

/** The best `num_return_sequences` rows, filled to one length with the padding token. */
export async function beamSearch(run: SearchRun, prompt: readonly number[]): Promise<number[][]> {
  const { settings, decoder, signal } = run;
  const { numBeams, lengthPenalty, earlyStopping } = settings;
  const keep = Math.max(2, 1 + settings.eosTokenIds.length) * numBeams;
  let running: Beam[] = Array.from({ length: numBeams }, (_, index) => ({ row: prompt, score: index === 0 ? 0 : RULED_OUT, finished: false }));
  let best: Beam[] = Array.from({ length: numBeams }, () => ({ row: prompt, score: RULED_OUT, finished: false }));
  let improvable = true;
  for (;;) {
    signal?.throwIfAborted();
    const length = running[0]!.row.length;
    const candidates = continuations(run, running, await decoder.step(running.map(({ row }) => row)), keep);
    const next = continuing(candidates, numBeams);
    best = finishedBeams(best, candidates, {
      numBeams,
      divisor: f((length + 1 - prompt.length) ** lengthPenalty),
      closed: earlyStopping === true && best.every(({ finished }) => finished),
      improvable,
    });
    running = next.map(({ row, score }) => ({ row, score, finished: false }));
    decoder.reorder(next.map(({ parent }) => parent));
    improvable &&= canImprove(running, best, length + 1 - prompt.length, run, prompt.length);
    const open = !(earlyStopping === true && best.every(({ finished }) => finished));
    if (!improvable || !open || candidates.every(({ stops }) => stops)) break;
  }
  return padRows(best.slice(0, settings.numReturnSequences).map(({ row }) => row), filler(settings.padTokenId, settings.eosTokenIds));
}

/** The `keep` best continuations of all running beams, or as many drawn ones. */
function continuations(run: SearchRun, running: readonly Beam[], logits: readonly Float32Array[], keep: number): Candidate[] {
  const { settings, processors, stops, random } = run;
  const vocabulary = logits[0]!.length;
  const totals = new Float32Array(running.length * vocabulary);
  running.forEach(({ row, score }, beam) => {
    const scores = logSoftmax(logits[beam]!);
    for (const process of processors) process(row, scores, beam);
    for (let token = 0; token < vocabulary; token++) totals[beam * vocabulary + token] = scores[token]! + score;
  });
  const chosen = settings.doSample ? drawSeveral(softmaxRow(totals), keep, random) : topIndices(totals, keep);
  return chosen.map((index) => {
    const parent = Math.floor(index / vocabulary);
    const row = [...running[parent]!.row, index % vocabulary];
    return { row, score: totals[index]!, parent, stops: stops(row) };
  });
}

/** The best candidates that go on; complete ones only where there are too few others. */
function continuing(candidates: readonly Candidate[], numBeams: number): Candidate[] {
  const scores = Float32Array.from(candidates, ({ score, stops }) => (stops ? f(score) + RULED_OUT : score));
  return topIndices(scores, numBeams).map((index) => ({ ...candidates[index]!, score: scores[index]! }));
}

interface FinishRule {
  readonly numBeams: number;
  readonly divisor: number;
  /** Whether no better beam may come in any more. */
  readonly closed: boolean;
  readonly improvable: boolean;
}

function finishedBeams(best: readonly Beam[], candidates: readonly Candidate[], rule: FinishRule): Beam[] {
  const added = candidates.map(({ row, score, stops }, place): Beam => {
    const complete = stops && place < rule.numBeams;
    let final = f(score / rule.divisor);
    if (rule.closed) final = f(final + RULED_OUT);
    if (!rule.improvable) final = f(final + RULED_OUT);
    if (!complete) final = f(final + RULED_OUT);
    return { row, score: final, finished: complete };
  });
  const merged = [...best, ...added];
  return topIndices(Float32Array.from(merged, ({ score }) => score), rule.numBeams).map((index) => merged[index]!);
}

/** Whether the best running beam could still beat the worst complete one. */
function canImprove(running: readonly Beam[], best: readonly Beam[], generated: number, { settings }: SearchRun, promptLength: number): boolean {
  const { earlyStopping, lengthPenalty, maxLength } = settings;
  const length = earlyStopping === 'never' && lengthPenalty > 0 ? maxLength - promptLength : generated;
  const possible = f(running[0]!.score / f(length ** lengthPenalty));
  const worst = Math.min(...best.map(({ score }) => score));
  return best.some(({ finished }) => possible > (finished ? worst : RULED_OUT));
}

/** What fills rows behind their end; as in the reference, a padding token of id 0 gives way to the end token. */
function filler(padTokenId: number | undefined, eosTokenIds: readonly number[]): number {
  if (eosTokenIds.length === 0) return -1;
  return padTokenId === undefined || padTokenId === 0 ? eosTokenIds[0]! : padTokenId;
}

/** Rows of the length of the longest. */
function padRows(rows: readonly (readonly number[])[], filler: number): number[][] {
  const longest = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...new Array<number>(longest - row.length).fill(filler)]);
}
