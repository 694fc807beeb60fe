/** Checks the links of all Markdown files: files and anchors must exist, addresses must be well formed. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { anchors, links, markdownFiles, readText } from './markdown.js';

/** Made by a command and not kept in the repository. */
const MADE_ON_DEMAND = [/^docs\/api(\/|$)/];

/** One line per broken link. */
export function brokenLinks(root) {
  const broken = [];
  for (const path of markdownFiles(root)) {
    const text = readText(root, path);
    for (const { target, line } of links(text)) {
      const problem = linkProblem(root, path, text, target);
      if (problem !== undefined) broken.push(`${path}:${line}: ${target}: ${problem}`);
    }
  }
  return broken;
}

function linkProblem(root, path, text, target) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return URL.canParse(target) ? undefined : 'is no address';
  const [file, anchor] = target.split('#');
  const place = file === '' ? path : relative(root, join(root, dirname(path), decodeURIComponent(file)));
  if (place.startsWith('..')) return 'leads out of the repository';
  if (MADE_ON_DEMAND.some((pattern) => pattern.test(place))) return undefined;
  if (!existsSync(join(root, place))) return 'is not there';
  if (anchor === undefined) return undefined;
  if (statSync(join(root, place)).isDirectory() || !place.endsWith('.md')) return 'has no headings';
  return anchors(file === '' ? text : readText(root, place)).has(anchor) ? undefined : `has no heading #${anchor}`;
}
