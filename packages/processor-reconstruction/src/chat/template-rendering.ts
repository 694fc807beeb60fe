/** Renders a template text with variables, and turns what goes wrong into errors of this package. */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { RaisedByTemplate, templateGlobals } from './jinja/globals.js';
import type { Statement } from './jinja/nodes.js';
import { parseTemplate } from './jinja/parser.js';
import { type Rendered, renderStatements } from './jinja/renderer.js';
import { LimitError, type RenderLimits } from './jinja/scope.js';
import { PythonError, type PyValue } from './python/values.js';

const MAX_TEMPLATE_LENGTH = 1_000_000;

let lastTemplate: { readonly text: string; readonly statements: readonly Statement[] } | undefined;

/** The rendered template. @throws {ProcessorError} `CHAT_TEMPLATE_SYNTAX`, `CHAT_TEMPLATE_RAISED`, `CHAT_TEMPLATE_FAILED`, `CHAT_TEMPLATE_LIMIT` */
export function renderTemplate(
  template: string,
  variables: ReadonlyMap<string, PyValue>,
  now: () => Date,
  limits: RenderLimits,
): Rendered {
  try {
    return renderStatements(parsed(template), new Map([...templateGlobals(now), ...variables]), limits);
  } catch (error) {
    throw asProcessorError(error);
  }
}

function parsed(template: string): readonly Statement[] {
  if (lastTemplate?.text === template) return lastTemplate.statements;
  if (template.length > MAX_TEMPLATE_LENGTH) {
    throw new LimitError(`the template is ${template.length} characters long, more than ${MAX_TEMPLATE_LENGTH}`);
  }
  const statements = parseTemplate(template);
  lastTemplate = { text: template, statements };
  return statements;
}

function asProcessorError(error: unknown): unknown {
  if (isCapsuleError(error)) return error;
  if (error instanceof RaisedByTemplate) {
    return new ProcessorError('CHAT_TEMPLATE_RAISED', `the chat template refuses the conversation: ${error.message}`, {
      cause: error,
      hint: 'Change the messages as the template asks, or pass another chatTemplate.',
    });
  }
  if (error instanceof PythonError) {
    const syntax = error.pythonType === 'TemplateSyntaxError' || error.pythonType === 'TemplateAssertionError';
    const [code, words] = syntax
      ? (['CHAT_TEMPLATE_SYNTAX', 'the chat template cannot be read'] as const)
      : (['CHAT_TEMPLATE_FAILED', `the chat template fails with ${error.pythonType}`] as const);
    return new ProcessorError(code, `${words}: ${error.message}`, {
      cause: error,
      hint: 'Check the messages against what the template reads, or pass another chatTemplate.',
    });
  }
  if (error instanceof LimitError || error instanceof RangeError) {
    return new ProcessorError('CHAT_TEMPLATE_LIMIT', `the chat template was stopped: ${error.message}`, {
      cause: error,
      hint: 'A template from an unknown source may be hostile; raise the bound in { limits } if it is yours.',
    });
  }
  return error;
}
