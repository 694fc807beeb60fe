/** Renders a conversation with a chat template, as transformers' `apply_chat_template(…, tokenize=False)`. */
import { ProcessorError } from '../processor-error.js';
import type { NamedChatTemplate, TokenizerSettings } from '../tokenizer/settings.js';
import { type ChatMessage, checkedMessages, checkedObjects } from './chat-input.js';
import { continuedText, markedForContinuation } from './continue-final-message.js';
import { type Rendered } from './jinja/renderer.js';
import { type RenderLimits } from './jinja/scope.js';
import { toPython } from './plain-data.js';
import { type PyValue } from './python/values.js';
import { renderTemplate } from './template-rendering.js';

/** Options of `applyChatTemplate`. Further names go to the template as variables. */
export interface ChatTemplateOptions {
  /** A template, or the name of one of the tokenizer's own (`default`, `tool_use`, …). */
  readonly chatTemplate?: string | undefined;
  /** JSON schemas of the tools that the model may call. */
  readonly tools?: readonly object[] | null | undefined;
  /** Documents for retrieval, each with `title` and `text`. */
  readonly documents?: readonly object[] | null | undefined;
  /** Whether the header of the assistant's answer follows; `false` by default. */
  readonly addGenerationPrompt?: boolean | undefined;
  /** Whether the last message stays open, for the model to go on with it; a name says which field of it, `content` by default. */
  readonly continueFinalMessage?: boolean | string | undefined;
  /** What `strftime_now` formats, in local time; the present by default. A string is read as local time where it names no zone. */
  readonly now?: Date | string | number | undefined;
  /** Special tokens for the template by attribute name (`bos_token`, …); those of the tokenizer by default. */
  readonly specialTokens?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Bounds against hostile templates. */
  readonly limits?: Partial<RenderLimits> | undefined;
  readonly [variable: string]: unknown;
}

const DEFAULT_RENDER_LIMITS: RenderLimits = { maxSteps: 5_000_000, maxOutput: 16_000_000, maxDepth: 200 };

const OWN_OPTIONS = new Set([
  'chatTemplate',
  'tools',
  'documents',
  'addGenerationPrompt',
  'continueFinalMessage',
  'now',
  'specialTokens',
  'limits',
]);

/**
 * The text of a conversation.
 *
 * @throws {ProcessorError} `NO_CHAT_TEMPLATE`, `BAD_CHAT_MESSAGES`, `BAD_CHAT_OPTIONS`, `CHAT_TEMPLATE_SYNTAX`, `CHAT_TEMPLATE_RAISED` (the
 * template refused the conversation), `CHAT_TEMPLATE_FAILED` (it failed as it would in Python), `CHAT_TEMPLATE_LIMIT`.
 */
export function applyChatTemplate(
  messages: readonly ChatMessage[],
  settings: TokenizerSettings,
  options: ChatTemplateOptions = {},
): string {
  return renderChat(messages, settings, options).text;
}

/** As `applyChatTemplate`, with the spans that `{% generation %}` blocks wrote. */
export function renderChat(
  messages: readonly ChatMessage[],
  settings: TokenizerSettings,
  options: ChatTemplateOptions = {},
): Rendered {
  const template = selectTemplate(settings.chatTemplates ?? [], options.chatTemplate, hasValue(options.tools));
  const chat = checkedMessages(messages);
  const tools = checkedObjects('tools', options.tools);
  const documents = checkedObjects('documents', options.documents);
  const { addGenerationPrompt = false, continueFinalMessage = false } = options;
  if (addGenerationPrompt && continueFinalMessage !== false) {
    throw new ProcessorError('BAD_CHAT_OPTIONS', 'continueFinalMessage and addGenerationPrompt exclude each other', {
      hint: 'Set one of them: the first leaves the last message open, the second opens a new one.',
    });
  }
  const continued = continueFinalMessage === false ? undefined : markedForContinuation(chat, continueFinalMessage, template);
  const variables = new Map<string, PyValue>(specialTokenVariables(settings, options.specialTokens));
  for (const [name, value] of Object.entries(options)) {
    if (!OWN_OPTIONS.has(name) && value !== undefined) variables.set(name, toPython(value, name));
  }
  variables.set('messages', continued?.messages ?? chat);
  variables.set('tools', tools);
  variables.set('documents', documents);
  variables.set('add_generation_prompt', addGenerationPrompt);
  const rendered = renderTemplate(template, variables, nowOf(options.now), { ...DEFAULT_RENDER_LIMITS, ...options.limits });
  return continued === undefined ? rendered : { ...rendered, text: continuedText(rendered.text, continued.final) };
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function selectTemplate(own: readonly NamedChatTemplate[], asked: string | undefined, withTools: boolean): string {
  const named = (name: string): string | undefined => own.find((row) => row.name === name)?.template;
  const single = own.length === 1 && own[0]?.name === 'default';
  if (asked !== undefined) return (single ? undefined : named(asked)) ?? asked;
  const chosen = (withTools ? named('tool_use') : undefined) ?? named('default');
  if (chosen !== undefined) return chosen;
  if (own.length > 0) {
    const names = own.map((row) => row.name).sort().join(', ');
    throw new ProcessorError('NO_CHAT_TEMPLATE', `the tokenizer has several chat templates and none called default: ${names}`, {
      hint: `Pass the name of one: { chatTemplate: '${own[0]?.name ?? ''}' }.`,
    });
  }
  throw new ProcessorError('NO_CHAT_TEMPLATE', 'the tokenizer has no chat template', {
    hint: "Pass one: applyChatTemplate(messages, { chatTemplate: '{% for message in messages %}…{% endfor %}' }).",
  });
}

function specialTokenVariables(
  settings: TokenizerSettings,
  given: ChatTemplateOptions['specialTokens'],
): [string, PyValue][] {
  if (given !== undefined) return Object.entries(given).map(([name, value]) => [name, toPython(value, name)]);
  const own: [string, string | undefined][] = [
    ['bos_token', settings.bosToken],
    ['eos_token', settings.eosToken],
    ['unk_token', settings.unkToken],
    ['sep_token', settings.sepToken],
    ['pad_token', settings.padToken],
    ['cls_token', settings.clsToken],
    ['mask_token', settings.maskToken],
  ];
  const known = own.filter((row): row is [string, string] => row[1] !== undefined);
  return [...known, ...Object.entries(settings.extraSpecialTokens ?? {}).map(([name, value]): [string, PyValue] => [name, toPython(value, name)])];
}

function nowOf(now: ChatTemplateOptions['now']): () => Date {
  if (now === undefined) return () => new Date();
  const date = new Date(now);
  if (Number.isNaN(date.getTime())) {
    throw new ProcessorError('BAD_CHAT_OPTIONS', `now is ${JSON.stringify(now)}, expected a date`, {
      where: 'now',
      hint: "Pass a Date, milliseconds, or a text such as '2024-07-26T09:05:07'.",
    });
  }
  return () => date;
}
