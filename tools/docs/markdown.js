/** Reads Markdown: fenced blocks with the comments that direct them, headings with their anchors, links. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Markdown files of the repository, relative to `root`: the root's own, one per package, and everything in docs/. */
export function markdownFiles(root) {
  const inFolder = (folder, recursive) =>
    readdirSync(join(root, folder), { recursive })
      .filter((path) => path.endsWith('.md') && !path.startsWith('api'))
      .map((path) => join(folder, path));
  const packages = readdirSync(join(root, 'packages')).flatMap((name) => inFolder(join('packages', name), false));
  return [...inFolder('.', false), ...packages, ...inFolder('docs', true)].sort();
}

/**
 * Fenced code blocks in order. Each has its language, its text, its line, and the directives of the HTML comments since the last block:
 * `not run: reason`, `file: name` (the block is that file), `files: name = fixture`, `continues`; a comment `run` holds hidden code.
 */
export function codeBlocks(text) {
  const blocks = [];
  const pattern = /<!--\s*([\s\S]*?)-->|^([ \t]*)(```+|~~~+)([^\n]*)\n([\s\S]*?)^\2\3[ \t]*$/gm;
  let comments = [];
  for (const match of text.matchAll(pattern)) {
    const line = text.slice(0, match.index).split('\n').length;
    if (match[1] !== undefined) {
      const hidden = /^run\n([\s\S]*)$/.exec(match[1]);
      if (hidden) blocks.push({ language: 'js', text: hidden[1], line, directives: { continues: '' } });
      else comments.push(match[1].trim());
      continue;
    }
    const indent = new RegExp(`^${match[2]}`, 'gm');
    blocks.push({ language: match[4].trim().split(/\s+/)[0] ?? '', text: match[5].replace(indent, ''), line, directives: directives(comments) });
    comments = [];
  }
  return blocks;
}

function directives(comments) {
  const found = {};
  for (const comment of comments) {
    const match = /^(not run|file|files|continues)\b:?\s*([\s\S]*)$/.exec(comment);
    if (match) found[match[1]] = match[2].replace(/\s+/g, ' ').trim();
  }
  return found;
}

/** The text without code blocks and comments, lines kept. */
export function prose(text) {
  const blank = (part) => part.replace(/[^\n]/g, '');
  return text.replace(/<!--[\s\S]*?-->/g, blank).replace(/^([ \t]*)(```+|~~~+)[^\n]*\n[\s\S]*?^\1\2[ \t]*$/gm, blank);
}

/** Anchors of all headings, as GitHub makes them. */
export function anchors(text) {
  const seen = new Map();
  const found = new Set();
  for (const [, title] of prose(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = plain.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    found.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return found;
}

/** Targets of links and images, with their lines. Code spans are no links. */
export function links(text) {
  return prose(text)
    .split('\n')
    .flatMap((row, index) => {
      const plain = row.replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
      return [...plain.matchAll(/\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => ({ target: match[1], line: index + 1 }));
    });
}

/** Reads a file of the repository as text. */
export function readText(root, path) {
  return readFileSync(join(root, path), 'utf8');
}
