/** Calls that bring candidate labels along: `{ image, candidate_labels }`, `(image, labels, options)` and their lists. */
import { isRecord, optionsAt } from './call-arguments.js';
import { value, type OptionRule } from './option-guard.js';
import { describe, PipelineError } from './pipeline-error.js';
import type { CallOptions, ParsedCall } from './task.js';

/** One input with its own labels; without them the call's option `candidate_labels` applies. */
export interface LabelledItem<Input> {
  readonly input: Input;
  readonly labels?: readonly string[];
}

/** Names that a task's input goes by in Python's and JavaScript's calls. */
export interface LabelledCallNames<Input> {
  readonly task: string;
  /** Keys of an input object, the first being the main one: `image`, `images`. */
  readonly inputKeys: readonly string[];
  /** Keys of the labels in an input object or among the options. */
  readonly labelKeys: readonly string[];
  readonly require: (value: unknown, task: string) => Input;
  /** Whether a string of labels is split at its commas; else it is a list of characters, as any string is in Python. */
  readonly splitsLabels: boolean;
}

/** A parser for calls of one task. */
export function labelledCall<Input>(names: LabelledCallNames<Input>): (args: readonly unknown[]) => ParsedCall {
  const { task, inputKeys, require } = names;
  const readItem = (item: unknown, labels?: readonly string[]): LabelledItem<Input> => {
    const key = isRecord(item) ? inputKeys.find((name) => name in item) : undefined;
    if (!isRecord(item) || key === undefined) return { input: require(item, task), ...(labels && { labels }) };
    const own = names.labelKeys.find((name) => name in item);
    for (const name of Object.keys(item)) {
      if (name !== key && name !== own) {
        throw new PipelineError('BAD_INPUT', `The input has the key ${name}; known are ${[key, ...names.labelKeys].join(', ')}.`, { where: name });
      }
    }
    const given = own === undefined ? labels : readLabels(item[own], names);
    return { input: require(item[key], task), ...(given && { labels: given }) };
  };
  return (args) => {
    const [first, second] = args;
    const positional = Array.isArray(second) || typeof second === 'string';
    const { labels, options } = takeLabels(positional ? { ...optionsAt(args, 2), candidate_labels: second } : optionsAt(args, 1), names);
    if (Array.isArray(first)) return { items: first.map((item) => readItem(item, labels)), single: false, options };
    return { items: [readItem(first, labels)], single: true, options };
  };
}

/** The labels among `options`, and the options without them. */
function takeLabels<Input>(options: CallOptions, names: LabelledCallNames<Input>): { labels: readonly string[] | undefined; options: CallOptions } {
  const key = names.labelKeys.find((name) => options[name] !== undefined);
  if (key === undefined) return { labels: undefined, options };
  const { [key]: labels, ...rest } = options;
  return { labels: readLabels(labels, names), options: rest };
}

function readLabels<Input>(labels: unknown, names: LabelledCallNames<Input>): readonly string[] {
  const list = typeof labels === 'string' ? (names.splitsLabels ? labels.split(',') : [...labels]) : labels;
  if (Array.isArray(list) && list.length > 0 && list.every((label) => typeof label === 'string')) return list;
  throw new PipelineError('BAD_INPUT', `candidate_labels of ${names.task} must be a list of strings with at least one; found ${describe(labels)}.`, {
    where: 'candidate_labels',
  });
}

/** The labels of an item, or of the pipeline's own defaults. @throws {PipelineError} `BAD_INPUT` when there are none. */
export function itemLabels<Input>(item: LabelledItem<Input>, options: CallOptions, task: string): readonly string[] {
  const labels = item.labels ?? (options['candidate_labels'] as readonly string[] | undefined);
  if (labels) return labels;
  throw new PipelineError('BAD_INPUT', `${task} needs candidate_labels.`, {
    where: 'candidate_labels',
    hint: 'Give them among the options of the call: {"candidate_labels": ["…", "…"]}.',
  });
}

/** The guard of `candidate_labels` where it is a pipeline's default option. */
export function candidateLabels(): OptionRule {
  return value('a list of strings', (labels) => Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string'));
}

/**
 * `template` with `{}` replaced by `label`, as Python's `template.format(label)` does.
 *
 * @throws {PipelineError} `BAD_OPTION` for a placeholder that names something else, and for a second `{}`, which has no second label.
 */
export function formatHypothesis(template: string, label: string): string {
  // As in Python, `{0}` may come again, `{}` takes the only label, and the two do not go together.
  let used: string | undefined;
  return template.replaceAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found, name: string | undefined) => {
    if (found === '{{') return '{';
    if (found === '}}') return '}';
    if ((name === '0' && used !== '') || (name === '' && used === undefined)) {
      used = name;
      return label;
    }
    throw new PipelineError('BAD_OPTION', `hypothesis_template has ${found} where only one {} is replaced by the label.`, {
      where: 'hypothesis_template',
      hint: 'Write a brace that is meant literally as {{ or }}.',
    });
  });
}
