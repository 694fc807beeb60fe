/** Sampling: what narrows the distribution, in the reference's order, and a seeded choice from what is left. */
import { logSoftmax, softmaxRow, topIndices } from './float-math.js';
import type { LogitsProcessor } from './logits-processors.js';
import type { GenerationSettings } from './settings.js';

/** The processors for `do_sample`; `minTokensToKeep` tokens always stay possible. */
export function createWarpers(settings: GenerationSettings, minTokensToKeep: number): LogitsProcessor[] {
  const { temperature, topK, topP, minP, typicalP, epsilonCutoff, etaCutoff } = settings;
  const list: ((scores: Float32Array) => void)[] = [];
  if (temperature !== 1) list.push((scores) => divide(scores, temperature));
  if (topK !== 0) list.push((scores) => keepTop(scores, Math.max(topK, minTokensToKeep)));
  if (topP < 1) list.push((scores) => keepNucleus(scores, topP, minTokensToKeep));
  if (minP !== undefined) list.push((scores) => dropUnlikely(scores, minP, minTokensToKeep));
  if (typicalP < 1) list.push((scores) => keepTypical(scores, typicalP, minTokensToKeep));
  if (epsilonCutoff > 0 && epsilonCutoff < 1) list.push((scores) => cutOff(scores, epsilonCutoff, minTokensToKeep));
  if (etaCutoff > 0 && etaCutoff < 1) list.push((scores) => cutOff(scores, eta(scores, etaCutoff), minTokensToKeep));
  return list.map((warp) => (_sequence, scores) => {
    warp(scores);
  });
}

function divide(scores: Float32Array, temperature: number): void {
  const divisor = Math.fround(temperature);
  for (let i = 0; i < scores.length; i++) scores[i] = scores[i]! / divisor;
}

function keepTop(scores: Float32Array, count: number): void {
  const best = topIndices(scores, Math.min(count, scores.length));
  const least = scores[best.at(-1)!]!;
  for (let i = 0; i < scores.length; i++) if (scores[i]! < least) scores[i] = -Infinity;
}

/** Drops the least likely tokens that together have no more than `1 - topP`; of equally likely ones the first go first. */
function keepNucleus(scores: Float32Array, topP: number, keep: number): void {
  const values = scores.slice().sort();
  const probabilities = softmaxRow(values);
  const limit = Math.fround(1 - topP);
  let dropped = 0;
  let sum = 0;
  for (; dropped < values.length - keep; dropped++) {
    sum += probabilities[dropped]!;
    if (Math.fround(sum) > limit) break;
  }
  if (dropped === 0) return;
  const least = values[dropped]!;
  let equalOnes = dropped - values.indexOf(least);
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < least || (scores[i] === least && equalOnes-- > 0)) scores[i] = -Infinity;
  }
}

function dropUnlikely(scores: Float32Array, minP: number, keep: number): void {
  const probabilities = softmaxRow(scores);
  const kept = new Set(topIndices(scores, keep));
  const limit = Math.fround(Math.fround(minP) * probabilities[topIndices(probabilities, 1)[0]!]!);
  for (let i = 0; i < scores.length; i++) if (probabilities[i]! < limit && !kept.has(i)) scores[i] = -Infinity;
}

function keepTypical(scores: Float32Array, mass: number, keep: number): void {
  const logs = logSoftmax(scores);
  let entropy = 0;
  for (const log of logs) if (log !== -Infinity) entropy -= log * Math.exp(log);
  const middle = Math.fround(entropy);
  const shifted = logs.map((log) => Math.abs(Math.fround(-log - middle)));
  const probabilities = softmaxRow(scores);
  // Impossible tokens are infinitely far from typical: they come last and weigh nothing.
  const order = Array.from(scores.keys()).filter((token) => shifted[token] !== Infinity);
  order.sort((a, b) => shifted[a]! - shifted[b]! || a - b);
  let sum = 0;
  let last = 0;
  for (const token of order) {
    sum += probabilities[token]!;
    if (Math.fround(sum) < Math.fround(mass)) last += 1;
  }
  const limit = shifted[order[Math.min(last, order.length - 1)]!]!;
  order.forEach((token, place) => {
    if (place >= keep && shifted[token]! > limit) scores[token] = -Infinity;
  });
}

function cutOff(scores: Float32Array, epsilon: number, keep: number): void {
  const probabilities = softmaxRow(scores);
  const best = topIndices(scores, Math.min(keep, scores.length));
  const least = scores[best.at(-1)!]!;
  const limit = Math.fround(epsilon);
  for (let i = 0; i < scores.length; i++) if (probabilities[i]! < limit && scores[i]! < least) scores[i] = -Infinity;
}

function eta(scores: Float32Array, epsilon: number): number {
  let entropy = 0;
  for (const log of logSoftmax(scores)) if (log !== -Infinity) entropy -= log * Math.exp(log);
  return Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy));
}

/** Numbers from 0 to 1 (exclusive). */
export type RandomSource = () => number;

/** A repeatable source (xoshiro128**, seeded by splitmix32), or the platform's own without a seed. The numbers are not PyTorch's. */
export function randomSource(seed: number | undefined): RandomSource {
  if (seed === undefined) return Math.random;
  let mixed = seed >>> 0;
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result / 4294967296;
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** One index, drawn with the given probabilities. */
export function draw(probabilities: Float32Array, random: RandomSource): number {
  let sum = 0;
  for (const probability of probabilities) sum += probability;
  let rest = random() * sum;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i]! <= 0) continue;
    last = i;
    rest -= probabilities[i]!;
    if (rest < 0) return i;
  }
  return last;
}

/** `count` different indices, drawn one after the other. */
export function drawSeveral(probabilities: Float32Array, count: number, random: RandomSource): number[] {
  const left = probabilities.slice();
  const drawn: number[] = [];
  for (let i = 0; i < Math.min(count, left.length); i++) {
    const index = draw(left, random);
    drawn.push(index);
    left[index] = 0;
  }
  return drawn;
}
