/** Collects the chat templates of a folder: its own files first, `tokenizer_config.json` after, as transformers does. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import type { NamedChatTemplate } from '../tokenizer/settings.js';
import { field, isObject, type JsonObject, stringField } from './json-value.js';

/**
 * All named chat templates: `chat_template.jinja` (as `default`) and `additional_chat_templates/<name>.jinja` replace what
 * `tokenizer_config.json` holds; `chat_template.json`, which older processors wrote, counts only where nothing else is there.
 */
export async function readChatTemplates(files: CapsuleFiles, values: JsonObject): Promise<NamedChatTemplate[]> {
  const found: NamedChatTemplate[] = [];
  if (files.has('chat_template.jinja')) {
    found.push({ name: 'default', template: await files.text('chat_template.jinja') });
  }
  for (const { path } of files.list()) {
    const name = /^additional_chat_templates\/([^/]+)\.jinja$/u.exec(path)?.[1];
    if (name !== undefined) found.push({ name, template: await files.text(path) });
  }
  if (found.length > 0) return found;
  const configured = namedTemplates(field(values, 'chat_template'));
  if (configured.length > 0 || !files.has('chat_template.json')) return configured;
  return namedTemplates(field(await files.json('chat_template.json'), 'chat_template'));
}

function namedTemplates(value: unknown): NamedChatTemplate[] {
  if (typeof value === 'string') return [{ name: 'default', template: value }];
  if (Array.isArray(value)) {
    return value.flatMap((row: unknown) => {
      const name = stringField(row, 'name');
      const template = stringField(row, 'template');
      return name === undefined || template === undefined ? [] : [{ name, template }];
    });
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, template]) => (typeof template === 'string' ? [{ name, template }] : []));
}
