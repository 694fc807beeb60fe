/** Random templates against jinja2: the rendered text, or that rendering fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { applyChatTemplate } from '../../src/chat/apply-chat-template.js';
import { FIXTURES } from '../folder-files.js';

interface Goldens {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cases: readonly { readonly t: string; readonly r?: string; readonly e?: string }[];
}

const goldens = JSON.parse(gunzipSync(readFileSync(join(FIXTURES, 'chat-expressions/goldens.json.gz'))).toString()) as Goldens;

function outcome(template: string): string {
  try {
    return applyChatTemplate([{ role: 'user', content: '' }], {}, { ...goldens.variables, chatTemplate: template });
  } catch (error) {
    if ((error as { name?: unknown }).name !== 'ProcessorError') throw error;
    return 'fails';
  }
}

test('renders random templates as jinja2 does, and fails where it fails', () => {
  const found = goldens.cases.map(({ t, r }) => ({ template: t, outcome: outcome(t), expected: r ?? 'fails' }));
  expect(found.length).toBeGreaterThan(1000);
  expect(found.filter(({ outcome: got, expected }) => got !== expected)).toEqual([]);
});
