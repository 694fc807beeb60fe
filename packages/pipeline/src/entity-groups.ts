/** From scored tokens to entities: the aggregation strategies of transformers 4.57.6's TokenClassificationPipeline. */

import { codePointLength } from './code-points.js';

/** How tokens become entities. */
export type AggregationStrategy = 'none' | 'simple' | 'first' | 'average' | 'max';

/** One token with its label. Offsets are UTF-16 positions in the text. */
export interface Entity {
  readonly entity: string;
  readonly score: number;
  /** Position of the token in the sequence. */
  readonly index: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Neighbouring tokens with one label. */
export interface EntityGroup {
  readonly entity_group: string;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A token before a label is chosen. */
export interface LabelledToken {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly index: number;
  /** Probabilities by label. */
  readonly scores: Float32Array;
  /** Whether it continues the word of the token before. */
  readonly isSubword: boolean;
}

type Joiner = (tokens: readonly string[]) => string;
type Scored = Omit<Entity, 'index'>;

/** The entities of one window of text. `join` makes text from tokens. */
export function aggregateEntities(
  tokens: readonly LabelledToken[],
  strategy: AggregationStrategy,
  labels: readonly string[],
  join: Joiner,
): (Entity | EntityGroup)[] {
  if (strategy === 'none' || strategy === 'simple') {
    const entities = tokens.map(({ scores, index, word, start, end }): Entity => {
      const id = largest(scores);
      return { entity: labels[id]!, score: scores[id]!, index, word, start, end };
    });
    return strategy === 'none' ? entities : groupEntities(entities, join);
  }
  return groupEntities(wordsOf(tokens).map((word) => decideWord(word, strategy, labels, join)), join);
}

function largest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

function wordsOf(tokens: readonly LabelledToken[]): LabelledToken[][] {
  const words: LabelledToken[][] = [];
  for (const token of tokens) {
    const word = words.at(-1);
    if (word && token.isSubword) word.push(token);
    else words.push([token]);
  }
  return words;
}

function decideWord(word: readonly LabelledToken[], strategy: 'first' | 'average' | 'max', labels: readonly string[], join: Joiner): Scored {
  const scores = strategy === 'average' ? averageScores(word) : (strategy === 'first' ? word[0]! : surest(word)).scores;
  const id = largest(scores);
  return {
    entity: labels[id]!,
    score: scores[id]!,
    word: join(word.map((token) => token.word)),
    start: word[0]!.start,
    end: word.at(-1)!.end,
  };
}

function surest(word: readonly LabelledToken[]): LabelledToken {
  let best = word[0]!;
  for (const token of word) if (Math.max(...token.scores) > Math.max(...best.scores)) best = token;
  return best;
}

/** Mean over the tokens, without those that are not numbers. */
function averageScores(word: readonly LabelledToken[]): Float32Array {
  return word[0]!.scores.map((_, label) => nanMean(word.map((token) => token.scores[label]!)));
}

function nanMean(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** Neighbours of one type join, unless the next begins a new entity (`B-`). */
function groupEntities(entities: readonly Scored[], join: Joiner): EntityGroup[] {
  const groups: Scored[][] = [];
  for (const entity of entities) {
    const group = groups.at(-1);
    const [begins, type] = splitTag(entity.entity);
    if (group && !begins && type === splitTag(group.at(-1)!.entity)[1]) group.push(entity);
    else groups.push([entity]);
  }
  return groups.map((group) => ({
    entity_group: group[0]!.entity.replace(/^[^-]*-/, ''),
    score: nanMean(group.map((entity) => entity.score)),
    word: join(group.map((entity) => entity.word)),
    start: group[0]!.start,
    end: group.at(-1)!.end,
  }));
}

/** Whether a label begins an entity, and its type; labels without `B-` or `I-` continue. */
function splitTag(label: string): readonly [begins: boolean, type: string] {
  if (label.startsWith('B-')) return [true, label.slice(2)];
  return [false, label.startsWith('I-') ? label.slice(2) : label];
}

/** Of entities that overlap where windows meet, the longer, then the surer. Lengths in `sentence` are counted in code points, as in Python. */
export function mergeOverlaps<T extends { readonly start: number; readonly end: number; readonly score: number }>(entities: readonly T[], sentence: string): T[] {
  const sorted = [...entities].sort((a, b) => a.start - b.start);
  const merged: T[] = [];
  let previous = sorted[0];
  if (previous === undefined) return merged;
  for (const entity of sorted) {
    if (previous.start <= entity.start && entity.start < previous.end) {
      const gain = codePointLength(sentence.slice(entity.start, entity.end)) - codePointLength(sentence.slice(previous.start, previous.end));
      if (gain > 0 || (gain === 0 && entity.score > previous.score)) previous = entity;
    } else {
      merged.push(previous);
      previous = entity;
    }
  }
  merged.push(previous);
  return merged;
}
