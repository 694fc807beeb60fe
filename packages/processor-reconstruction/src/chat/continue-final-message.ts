/** `continueFinalMessage`: marks the last message, and cuts the rendered text where the mark comes out. */
import { ProcessorError } from '../processor-error.js';
import { isDict, isList, type PyDict, type PyValue } from './python/values.js';
import { strip } from './python/text.js';

const MARK = 'CONTINUE_FINAL_MESSAGE_TAG ';

/** Messages with a mark at the end of the last one, and the text before the mark. */
export interface MarkedMessages {
  readonly messages: readonly PyDict[];
  readonly final: string;
}

/** Puts the mark behind the last message's text. @throws {ProcessorError} `BAD_CHAT_OPTIONS` where there is no text to continue. */
export function markedForContinuation(messages: readonly PyDict[], asked: boolean | string, template: string): MarkedMessages {
  const field = typeof asked === 'string' ? asked : 'content';
  const last = messages.at(-1) ?? new Map<PyValue, PyValue>();
  const content = last.get(field) ?? null;
  if (content === null) throw impossible(`the last message has no ${field} to continue`);
  if (!template.includes(field)) throw impossible(`the chat template does not read the field ${field}`);
  const [marked, final] = markedContent(content, field);
  return { messages: [...messages.slice(0, -1), new Map(last).set(field, marked)], final };
}

function markedContent(content: PyValue, field: string): [PyValue, string] {
  if (typeof content === 'string') return [content + MARK, content];
  if (isList(content)) {
    const at = content.findLastIndex((block) => isDict(block) && block.has('text'));
    const block = content[at];
    const text = block !== undefined && isDict(block) ? block.get('text') : undefined;
    if (block !== undefined && isDict(block) && typeof text === 'string') {
      return [content.with(at, new Map(block).set('text', text + MARK)), text];
    }
  }
  throw impossible(`${field} of the last message holds no text to continue`);
}

/** The rendered text up to the mark. @throws {ProcessorError} `CHAT_TEMPLATE_FAILED` where the template altered the last message. */
export function continuedText(rendered: string, final: string): string {
  const trimmedMark = strip(MARK, undefined, true, true);
  const trimmed = strip(final, undefined, true, true);
  const at = rendered.lastIndexOf(trimmedMark);
  if (at === -1 || !rendered.includes(trimmed)) {
    throw new ProcessorError(
      'CHAT_TEMPLATE_FAILED',
      'continue_final_message is set but the final message does not appear in the chat after applying the chat template! ' +
        'This can happen if the chat template deletes portions of the final message.',
      { hint: 'Use a template that prints the last message unchanged, or set addGenerationPrompt instead.' },
    );
  }
  const before = rendered.slice(0, at);
  return rendered.startsWith(MARK, at) ? before : strip(before, undefined, false, true);
}

function impossible(reason: string): ProcessorError {
  return new ProcessorError('BAD_CHAT_OPTIONS', `continue_final_message is set but ${reason}`, {
    where: 'continueFinalMessage',
    hint: 'End the conversation with the message that the model is to continue.',
  });
}
