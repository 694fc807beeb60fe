/** Results of pipelines as text for a person: tables for labels, plain text for texts, shapes for tensors and pictures. */
import { type Column, formatTable, printable } from './text-layout.js';

/** `result` as lines that fit `columns`. */
export function describeResult(result: unknown, columns: number): string {
  if (Array.isArray(result)) return describeList(result, columns);
  if (typeof result === 'string') return `${printable(result)}\n`;
  if (isRecord(result)) {
    const { labels, scores, ...rest } = result;
    if (Array.isArray(labels) && Array.isArray(scores)) {
      const rows = labels.map((label: unknown, index) => ({ label, score: scores[index] as unknown }));
      return `${Object.values(rest).map((value) => `${cell(value)}\n`).join('')}${describeList(rows, columns)}`;
    }
    const text = onlyText(result);
    return text === undefined ? describeList([result], columns) : `${printable(text)}\n`;
  }
  return `${cell(result)}\n`;
}

function describeList(list: readonly unknown[], columns: number): string {
  if (list.length === 0) return 'nothing found\n';
  if (list.every(Array.isArray)) return list.map((entry) => describeList(entry as unknown[], columns)).join('\n');
  if (!list.every(isRecord)) return list.map((entry) => describeResult(entry, columns)).join('');
  const texts = list.map(onlyText);
  if (texts.every((text) => text !== undefined)) return texts.map((text) => `${printable(text)}\n`).join('\n');
  if (list.every((entry) => Array.isArray(entry['labels']))) return list.map((entry) => describeResult(entry, columns)).join('\n');
  const names = [...new Set(list.flatMap((entry) => Object.keys(entry)))];
  const rows = [names, ...list.map((entry) => names.map((name) => (name in entry ? cell(entry[name]) : '')))];
  const longest = longestColumn(rows);
  const layout = names.map((name, index): Column => ({
    align: list.every((entry) => typeof entry[name] === 'number' || entry[name] === null) ? 'right' : 'left',
    flexible: index === longest,
  }));
  return formatTable(rows, layout, columns);
}

function longestColumn(rows: readonly (readonly string[])[]): number {
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return widths.indexOf(Math.max(...widths));
}

/** The text of a result that is nothing but a text, e.g. `{ generated_text }`; of a conversation, its last message. */
function onlyText(entry: Readonly<Record<string, unknown>>): string | undefined {
  const values = Object.values(entry);
  const value: unknown = Array.isArray(values[0]) ? lastMessage(values[0]) : values[0];
  return values.length === 1 && typeof value === 'string' ? value : undefined;
}

function lastMessage(messages: readonly unknown[]): unknown {
  const last = messages.at(-1);
  return isRecord(last) && typeof last['role'] === 'string' ? last['content'] : undefined;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(4);
  if (typeof value === 'string') return printable(value).replace(/\s+/g, ' ');
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (isRecord(value)) {
    if ('dims' in value) return `${cell(value['type'])} [${(value['dims'] as number[]).join(', ')}]`;
    if ('channels' in value) return `${cell(value['width'])}x${cell(value['height'])} pixels`;
    return Object.entries(value)
      .map(([name, entry]) => `${name} ${cell(entry)}`)
      .join(' ');
  }
  if (Array.isArray(value)) return value.length > 4 ? `${value.length} entries` : value.map(cell).join(' ');
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
