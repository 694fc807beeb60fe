/** Collects the error codes from the packages' sources and compares them with the headings of docs/errors.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import ts from 'typescript';

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Codes with the packages that make them: arguments of error constructors and of functions that make errors, and properties named `code`. */
export function errorCodes(root) {
  const codes = new Map();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const path of readdirSync(folder, { recursive: true })) {
      if (!path.endsWith('.ts') || path.includes('generated')) continue;
      const source = ts.createSourceFile(path, readFileSync(join(folder, path), 'utf8'), ts.ScriptTarget.ES2022, true);
      const visit = (node) => {
        if (isCode(node) && makesError(node)) codes.set(node.text, (codes.get(node.text) ?? new Set()).add(name));
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return codes;
}

function isCode(node) {
  return ts.isStringLiteral(node) && node.text.length > 3 && CODE.test(node.text) && !(node.text in constants.errno);
}

function makesError(node) {
  let parent = node.parent;
  while (ts.isConditionalExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) {
    if (ts.isConditionalExpression(parent) && within(node, parent.condition)) return false;
    parent = parent.parent;
  }
  if (ts.isNewExpression(parent)) return /Error$/.test(parent.expression.getText());
  if (ts.isCallExpression(parent)) return /(^super|Error|malformed)$/.test(parent.expression.getText());
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'code';
  // A pair of code and words, picked by what went wrong.
  if (ts.isArrayLiteralExpression(parent)) return node.text.includes('_') && !ts.isNewExpression(parent.parent);
  return ts.isParameter(parent) && parent.name.getText() === 'code';
}

function within(node, other) {
  return node.pos >= other.pos && node.end <= other.end;
}

/** One line per code without a heading, and per heading without a code. */
export function undocumentedCodes(root) {
  const codes = errorCodes(root);
  const text = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, title]) => title.trim());
  const twice = headings.filter((title, index) => headings.indexOf(title) !== index);
  return [
    ...[...codes].filter(([code]) => !headings.includes(code)).map(([code, names]) => `docs/errors.md: ${code} (${[...names].join(', ')}) has no heading`),
    ...headings.filter((title) => !codes.has(title)).map((title) => `docs/errors.md: no source has the code ${title}`),
    ...twice.map((title) => `docs/errors.md: ${title} has two headings`),
  ];
}
