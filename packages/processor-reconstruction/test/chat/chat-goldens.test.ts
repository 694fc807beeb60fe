/** Every rendered case of the chat template corpus, exactly. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { renderChat } from '../../src/chat/apply-chat-template.js';
import type { ChatMessage } from '../../src/chat/chat-input.js';
import { FIXTURES } from '../folder-files.js';

const folder = join(FIXTURES, 'tokenizers/chat_templates');

interface Golden {
  readonly template: string;
  readonly conversation: string;
  readonly tools: boolean;
  readonly documents: boolean;
  readonly add_generation_prompt: boolean;
  readonly continue_final_message?: boolean;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly rendered?: string;
  readonly generation?: readonly (readonly [number, number])[];
  readonly error?: string;
}

interface Goldens {
  readonly now: string;
  readonly special_tokens: Readonly<Record<string, string>>;
  readonly tools: readonly object[];
  readonly documents: readonly object[];
  readonly conversations: Readonly<Record<string, readonly ChatMessage[]>>;
  readonly cases: readonly Golden[];
}

const goldens = JSON.parse(gunzipSync(readFileSync(join(folder, 'goldens.json.gz'))).toString()) as Goldens;
const names = [...new Set(goldens.cases.map((golden) => golden.template))];

describe.each(names)('the chat template %s', (name) => {
  const chatTemplate = readFileSync(join(folder, `${name}.jinja`), 'utf8');
  const cases = goldens.cases.filter((golden) => golden.template === name);

  test.each(cases)('renders $conversation (tools $tools, documents $documents, prompt $add_generation_prompt)', (golden) => {
    const render = (): ReturnType<typeof renderChat> =>
      renderChat(goldens.conversations[golden.conversation] ?? [], {}, {
        ...golden.kwargs,
        chatTemplate,
        tools: golden.tools ? goldens.tools : undefined,
        documents: golden.documents ? goldens.documents : undefined,
        addGenerationPrompt: golden.add_generation_prompt,
        continueFinalMessage: golden.continue_final_message,
        now: goldens.now,
        specialTokens: goldens.special_tokens,
      });
    if (golden.error !== undefined) {
      expect(render).toThrow(golden.error.slice(0, 100));
      return;
    }
    const rendered = render();
    expect(rendered.text).toBe(golden.rendered);
    if (golden.generation === undefined) return;
    const points = Array.from(rendered.text);
    const units = (at: number): number => points.slice(0, at).join('').length;
    expect(rendered.generation).toEqual(golden.generation.map(([start, end]) => [units(start), units(end)]));
  });
});
