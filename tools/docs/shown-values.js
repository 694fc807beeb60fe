/** Turns a module so that it reports the value of each statement behind which a comment shows one, and compares values with what is shown. */
import { inspect } from 'node:util';
import { createContext, runInContext } from 'node:vm';

import ts from 'typescript';

/** Marks a line on standard output that carries a reported value. */
export const VALUE_MARK = '\u0001value ';

/** The module's code with reports, and the expectations: values in comments behind expressions, text behind `console.log`. */
export function withReports(code) {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ESNext, true);
  const values = [];
  const printed = [];
  let changed = '';
  let position = 0;
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement)) continue;
    const comment = commentBehind(code, statement.end);
    if (comment === undefined) continue;
    const expression = statement.expression;
    if (expression.getText().startsWith('console.log')) {
      printed.push(...comment.split('\n'));
    } else if (/^[[{'"\d-]/.test(comment)) {
      changed += `${code.slice(position, expression.getStart())}__report(${values.length}, ${expression.getText()})`;
      position = expression.end;
      values.push({ comment, expression: expression.getText() });
    }
  }
  const report = `import { inspect as __inspect } from 'node:util';\nfunction __report(index, value) {
  const plain = (_, part) => typeof part === 'bigint' ? Number(part) : ArrayBuffer.isView(part) ? { typedArray: part.length } : part;
  process.stdout.write(${JSON.stringify(VALUE_MARK)} + JSON.stringify([index, value], plain) + '\\n');\n}\nvoid __inspect;\n`;
  const body = changed + code.slice(position);
  return { code: values.length > 0 ? report + body : code, values, printed };
}

/** The comment on the rest of the line and on the lines below, without slashes. */
function commentBehind(code, end) {
  const match = /^;?[ \t]*(?:\n[ \t]*)?((?:\/\/[^\n]*\n?[ \t]*)+)/.exec(code.slice(end));
  return match?.[1].trim().split('\n').map((line) => line.trim().replace(/^\/\/ ?/, '')).join('\n');
}

const ANY = Symbol('any');
const REST = Symbol('rest');

/** Why a value is not what the comment shows; `undefined` where it is. Numbers may differ behind the shown digits, … and names stand for anything. */
export function valueDiffers({ comment, expression }, value) {
  const names = new Proxy({}, { has: () => true, get: (_, name) => (name === '__rest' ? REST : name === Symbol.unscopables ? undefined : ANY) });
  const pattern = comment.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|…|-?\d+\.\d+(?![\d:])/g, (part) =>
    part === '…' ? '__rest' : /^-?\d/.test(part) ? `({ __number: ${JSON.stringify(part)} })` : part,
  );
  let shown;
  try {
    shown = runInContext(`(${pattern})`, createContext(names));
  } catch (error) {
    return `the comment behind \`${expression}\` is no value: ${error.message}`;
  }
  return matches(shown, value) ? undefined : `\`${expression}\` gives ${inspect(value, { depth: 6 })}; shown is ${comment}`;
}

function matches(shown, value) {
  if (shown === ANY || shown === REST) return true;
  if (typeof shown === 'string') return typeof value === 'string' && textMatches(shown, value);
  if (typeof shown !== 'object' || shown === null) return Object.is(shown, value);
  if ('__number' in shown) {
    const digits = shown.__number.split('.')[1].length;
    return typeof value === 'number' && Math.abs(value - Number(shown.__number)) <= 0.500001 * 10 ** -digits;
  }
  if (Array.isArray(shown)) {
    const open = shown.at(-1) === REST;
    const items = open ? shown.slice(0, -1) : shown;
    return Array.isArray(value) && (open ? value.length >= items.length : value.length === items.length) && items.every((item, index) => matches(item, value[index]));
  }
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(shown).filter((key) => key !== '__rest');
  const open = '__rest' in shown;
  return keys.every((key) => key in value && matches(shown[key], value[key])) && (open || Object.keys(value).every((key) => keys.includes(key)));
}

/** Whether text is what is shown; … stands for anything within a line, and alone on a line for any lines. */
export function textMatches(shown, text) {
  const lines = (value) => value.split('\n').map((line) => line.trimEnd()).join('\n').trim();
  const source = lines(shown)
    .split(/^…\n?$/m)
    .map((part) => part.split('…').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*?'))
    .join('[\\s\\S]*?');
  return new RegExp(`^${source}$`).test(lines(text));
}
