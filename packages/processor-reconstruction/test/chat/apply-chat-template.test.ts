import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { applyChatTemplate, type ChatTemplateOptions } from '../../src/chat/apply-chat-template.js';
import type { ChatMessage } from '../../src/chat/chat-input.js';
import { Tokenizer } from '../../src/tokenizer/tokenizer.js';
import { FIXTURES, folderFiles } from '../folder-files.js';

const hello: ChatMessage[] = [{ role: 'user', content: 'Hello!' }];

function render(chatTemplate: string, options: ChatTemplateOptions = {}): string {
  return applyChatTemplate(hello, {}, { chatTemplate, ...options });
}

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('applyChatTemplate', () => {
  test('uses the template and the special tokens of the tokenizer', async () => {
    const tokenizer = await Tokenizer.from(folderFiles(join(FIXTURES, 'models/llama-chat')));
    const text = tokenizer.applyChatTemplate(hello, { addGenerationPrompt: true });
    expect(text).toContain('Hello!');
    expect(text).toContain(tokenizer.settings.bosToken);
  });

  test('says how to pass a template where there is none', () => {
    expect(failure(() => applyChatTemplate(hello, {}))).toMatchObject({
      name: 'ProcessorError',
      code: 'NO_CHAT_TEMPLATE',
      message: 'the tokenizer has no chat template',
      hint: "Pass one: applyChatTemplate(messages, { chatTemplate: '{% for message in messages %}…{% endfor %}' }).",
    });
  });

  test('chooses among named templates: by name, tool_use with tools, else default', () => {
    const settings = { chatTemplates: [{ name: 'default', template: 'D' }, { name: 'tool_use', template: 'T' }, { name: 'rag', template: 'R' }] };
    expect(applyChatTemplate(hello, settings)).toBe('D');
    expect(applyChatTemplate(hello, settings, { tools: [] })).toBe('T');
    expect(applyChatTemplate(hello, settings, { chatTemplate: 'rag' })).toBe('R');
    expect(applyChatTemplate(hello, settings, { chatTemplate: 'rag?' })).toBe('rag?');
    const unnamed = { chatTemplates: [{ name: 'a', template: 'A' }, { name: 'b', template: 'B' }] };
    expect(failure(() => applyChatTemplate(hello, unnamed))).toMatchObject({ code: 'NO_CHAT_TEMPLATE', hint: "Pass the name of one: { chatTemplate: 'a' }." });
  });

  test.each([
    ['Hello', 'messages: found "Hello", expected a list of messages'],
    [undefined, 'messages: found undefined, expected a list of messages'],
    [[], 'messages: found an empty list, expected at least one message'],
    [['Hello'], 'messages[0]: found "Hello", expected an object such as { role, content }'],
    [[{ role: 'user' }, null], 'messages[1]: found null, expected an object such as { role, content }'],
  ])('refuses %j as messages', (messages, message) => {
    const run = (): string => applyChatTemplate(messages as ChatMessage[], {}, { chatTemplate: 'x' });
    expect(failure(run)).toMatchObject({ code: 'BAD_CHAT_MESSAGES', message });
  });

  test('refuses data that is not plain', () => {
    expect(failure(() => render('x', { f: () => 1 }))).toMatchObject({ code: 'BAD_CHAT_DATA', where: 'f' });
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(failure(() => render('x', { loop }))).toMatchObject({ code: 'BAD_CHAT_DATA' });
    expect(failure(() => render('x', { tools: ['f'] as unknown as object[] }))).toMatchObject({ code: 'BAD_CHAT_OPTIONS', where: 'tools[0]' });
    expect(failure(() => render('x', { now: 'N' }))).toMatchObject({ code: 'BAD_CHAT_OPTIONS', where: 'now' });
  });

  test('passes further names as variables, whole numbers as int and others as float', () => {
    expect(render('{{ a }} {{ b }} {{ c }} {{ missing is defined }}', { a: 1, b: 1.5, c: [true, null, { d: 'é' }] })).toBe(
      "1 1.5 [True, None, {'d': 'é'}] False",
    );
  });

  test('formats the given moment in local time', () => {
    const now = new Date(2024, 6, 26, 9, 5, 7);
    expect(render("{{ strftime_now('%d %b %Y %A %j %H:%M:%S %p %-d %%') }}", { now })).toBe('26 Jul 2024 Friday 208 09:05:07 AM 26 %');
  });

  test('tells apart a refusal by the template, a failure, and bad syntax', () => {
    expect(failure(() => render("{{ raise_exception('no') }}"))).toMatchObject({ code: 'CHAT_TEMPLATE_RAISED', message: 'the chat template refuses the conversation: no' });
    expect(failure(() => render('{{ messages + 1 }}'))).toMatchObject({
      code: 'CHAT_TEMPLATE_FAILED',
      message: 'the chat template fails with TypeError: can only concatenate list (not "int") to list',
    });
    for (const broken of ['{% if %}', '{% for x in y %}', '{{ a', '{% nope %}', '{{ a b }}', '{% endif %}', '{% break %}', "{{ 'a }}", '{% raw %}']) {
      expect(failure(() => render(broken)), broken).toMatchObject({ code: 'CHAT_TEMPLATE_SYNTAX' });
    }
  });

  test('continues the final message, and refuses what cannot be continued', () => {
    const chat: ChatMessage[] = [...hello, { role: 'assistant', content: 'Sure, ' }];
    const chatTemplate = '{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}<end>{% endfor %}';
    expect(applyChatTemplate(chat, {}, { chatTemplate, continueFinalMessage: true })).toBe('<user>Hello!<end><assistant>Sure,');
    const both = { chatTemplate, continueFinalMessage: true, addGenerationPrompt: true };
    expect(failure(() => applyChatTemplate(chat, {}, both))).toMatchObject({ code: 'BAD_CHAT_OPTIONS' });
    const altered = { chatTemplate: '{{ messages[0].content }}', continueFinalMessage: true };
    expect(failure(() => applyChatTemplate(chat, {}, altered))).toMatchObject({ code: 'CHAT_TEMPLATE_FAILED' });
  });
});

describe('hostile chat templates', () => {
  test.each([
    ['{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}', 'CHAT_TEMPLATE_LIMIT'],
    ['{% set ns = namespace(s="xxxxxxxxxxxxxxxx") %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}', 'CHAT_TEMPLATE_LIMIT'],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'CHAT_TEMPLATE_FAILED'],
    ["{{ 'x' * 999999999 }}", 'CHAT_TEMPLATE_FAILED'],
    ["{{ 'x'.center(999999999) }}", 'CHAT_TEMPLATE_FAILED'],
    ['{{ [0] * 999999999 }}', 'CHAT_TEMPLATE_FAILED'],
    ['{{ 9 ** (9 ** 9) }}', 'CHAT_TEMPLATE_FAILED'],
    ['{{ range(100001) }}', 'CHAT_TEMPLATE_FAILED'],
    [`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, 'CHAT_TEMPLATE_SYNTAX'],
    [`{{ ${'not '.repeat(5000)}1 }}`, 'CHAT_TEMPLATE_SYNTAX'],
    ["{{ ''.__class__.__mro__ }}", 'CHAT_TEMPLATE_FAILED'],
    ["{{ messages.append(1) }}", 'CHAT_TEMPLATE_FAILED'],
    ["{{ messages[0].update({}) }}", 'CHAT_TEMPLATE_FAILED'],
    ["{{ '{0.__class__.__name__}'.format(messages) }}", 'CHAT_TEMPLATE_FAILED'],
  ])('are stopped: %s', (template, code) => {
    expect(failure(() => render(template)), template.slice(0, 99)).toMatchObject({ name: 'ProcessorError', code });
  });

  test('reach no constructor or prototype of the host', () => {
    expect(render("{{ messages.constructor }}{{ messages[0]['__proto__'] }}{{ ''.constructor }}{{ 'a'['constructor'] }}{{ loop }}")).toBe('');
  });

  test('are stopped by the limits of the caller', () => {
    const limits = { maxOutput: 10 };
    expect(failure(() => render('{{ "x" * 11 }}', { limits }))).toMatchObject({ code: 'CHAT_TEMPLATE_LIMIT' });
    expect(failure(() => render('{% for i in range(9) %}{% endfor %}', { limits: { maxSteps: 5 } }))).toMatchObject({ code: 'CHAT_TEMPLATE_LIMIT' });
  });
});
