/** Checks the checker: what is wrong in a page must be found. Returns one line per mistake that it would miss or invent. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { brokenLinks } from './check-links.js';
import { typeErrors } from './check-types.js';
import { runBlocks } from './run-blocks.js';

const PAGE = `# Page
\`\`\`js
const number = async () => 0.98765;
await number(); // 0.99
console.log('one line'); // one …
\`\`\`
\`\`\`console
$ echo "a b"
a …
$ false  # exit code 1
\`\`\`
<!-- not run: a reason -->
\`\`\`python
pass
\`\`\`
\`\`\`js
const number = async () => 0.98765;
await number(); // 0.97
\`\`\`
\`\`\`js
console.log('one line');
// another line
\`\`\`
\`\`\`js
throw new Error('stop');
\`\`\`
\`\`\`console
$ echo "a b"
a c
\`\`\`
\`\`\`sh
false
\`\`\`
\`\`\`python
pass
\`\`\`
<!-- not run: -->
\`\`\`sh
true
\`\`\`
\`\`\`ts
const text: number = 'a';
\`\`\`
[there](#page) [away](#nowhere) [file](missing.md) [address](https://example.org/x)
`;

const EXPECTED = ['passed', 'passed', 'not run', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'passed'];

/** Runs a page with known mistakes. */
export async function selfCheck(root, workspace) {
  const place = join(workspace.blocks, 'self-check');
  for (const folder of ['docs', 'packages']) mkdirSync(join(place, folder), { recursive: true });
  writeFileSync(join(place, 'docs/page.md'), PAGE);
  const types = [];
  const rows = await runBlocks(place, workspace, 'docs/page.md', types);
  const states = rows.map(({ state }) => state);
  const problems = EXPECTED.flatMap((state, index) => (states[index] === state ? [] : [`block ${index + 1} is ${states[index]}; expected ${state} ${rows[index]?.why ?? ''}`]));
  if (states.length !== EXPECTED.length) problems.push(`${states.length} blocks are found; expected ${EXPECTED.length}`);
  if (typeErrors(types, workspace.blocks).length !== 1) problems.push('the type error is not found');
  const broken = brokenLinks(place).map((line) => line.split(': ')[1]);
  if (broken.join() !== '#nowhere,missing.md') problems.push(`broken links: ${broken.join() || 'none'}`);
  return problems;
}
