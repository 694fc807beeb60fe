import { expect, test } from 'vitest';

import { mergeOverlaps } from '../src/entity-groups.js';

test('measures overlapping entities in code points, as aggregate_overlapping_entities of transformers 4.57.6 does', () => {
  const sentence = '😀😀😀 in Berlin and';
  // Python: 0-6 and 4-10 of the code points, 6 each, so the surer one stays; in UTF-16 units the first would be longer.
  const entities = [
    { start: 0, end: 9, score: 0.5, entity_group: 'A', word: '😀😀😀 in' },
    { start: 7, end: 13, score: 0.9, entity_group: 'B', word: 'in Ber' },
  ];
  expect(mergeOverlaps(entities, sentence)).toEqual([entities[1]]);
});
