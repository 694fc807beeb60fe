/**
 * Does everything that a release does but publish: builds, packs, checks the tarballs, writes release notes from the changesets. All of it
 * lands in `.cache/release`. Prints `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { binary, checklist, packAll, releasedPackages, ROOT, tarballName } from './packages.js';

const OUTPUT = join(ROOT, '.cache/release');
const TARBALLS = join(OUTPUT, 'tarballs');
/** Packed size that a package may have, in KiB: about a sixth above what it has. Raised in the commit that needs it. */
const BUDGETS = JSON.parse(readFileSync(new URL('tarball-budgets.json', import.meta.url), 'utf8'));
/** What a tarball holds: built code, its sources, and three documents. */
const ALLOWED = /^package\/(?:dist\/|src\/|package\.json$|README\.md$|LICENSE$)/;
const UNWANTED = /(?:\.test\.|\.bench\.|\/fixtures?\/|\/\.|\.tsbuildinfo$|\.tgz$|\.onnx$)/;

/** Paths and contents of a tarball's files (ustar, as `pnpm pack` writes it). */
function filesOf(tarball) {
  const tar = gunzipSync(readFileSync(tarball));
  const text = (start, length) => tar.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  const files = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const type = text(at + 156, 1);
    const name = `${prefix === '' ? '' : `${prefix}/`}${text(at, 100)}`;
    if (type === '0' || type === '') files.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** What is wrong with a tarball's contents, one sentence each. */
function contentProblems(files, { name, folder }) {
  const problems = [];
  for (const document of ['LICENSE', 'README.md', 'package.json']) if (!files.has(`package/${document}`)) problems.push(`no ${document}`);
  const folderName = folder.slice(join(ROOT, 'packages').length + 1);
  for (const [path, bytes] of files) {
    if (!ALLOWED.test(path) || UNWANTED.test(path)) problems.push(`${path} does not belong into a release`);
    if (bytes.includes(ROOT)) problems.push(`${path} holds the path of this checkout`);
  }
  const packed = JSON.parse(files.get('package/package.json')?.toString() ?? '{}');
  if (/"(?:workspace|link|file):/.test(JSON.stringify(packed.dependencies ?? {}))) problems.push('a dependency points into the workspace');
  if (packed.license !== 'Apache-2.0') problems.push('no licence in package.json');
  // npm takes a provenance statement only when the repository is the one that the workflow runs in.
  if (packed.repository?.directory !== `packages/${folderName}` || !/^git\+https:/.test(packed.repository?.url ?? '')) problems.push('repository is not complete');
  if (packed.publishConfig?.provenance !== true || packed.publishConfig.access !== 'public') problems.push('publishConfig needs access "public" and provenance');
  const targets = JSON.stringify([packed.exports ?? {}, packed.bin ?? {}]).match(/\.\/(?:dist|src)\/[^"]+/g) ?? [];
  for (const target of targets) if (!files.has(`package/${target.slice(2)}`)) problems.push(`${name} exports ${target}, which is not packed`);
  return problems;
}

/** Release notes from the pending changesets; where `changeset version` has taken them, from what it wrote into the change logs. */
function releaseNotes(version) {
  const pending = readdirSync(join(ROOT, '.changeset')).some((name) => name.endsWith('.md') && name !== 'README.md');
  const { next, lines } = pending ? notesOfChangesets(version) : { next: version, lines: notesOfChangelogs(version) };
  return { next, count: lines.length, text: `# ${next}\n\n${lines.join('\n')}\n` };
}

function notesOfChangesets(version) {
  const file = join(OUTPUT, 'changesets.json');
  execFileSync(binary('changeset'), ['status', `--output=${file}`], { cwd: ROOT, stdio: 'pipe' });
  const { changesets, releases } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    next: releases.find(({ type }) => type !== 'none')?.newVersion ?? version,
    lines: changesets.map(({ summary }) => `- ${summary.replace(/\n/g, ' ')}`),
  };
}

/** Entries of a version in all change logs, each once. */
function notesOfChangelogs(version) {
  const sections = releasedPackages().flatMap(({ folder }) => {
    const file = join(folder, 'CHANGELOG.md');
    return existsSync(file) ? readFileSync(file, 'utf8').split(/^## /m).filter((section) => section.startsWith(`${version}\n`)) : [];
  });
  const entries = sections.flatMap((section) => section.split(/^- /m).slice(1).map((entry) => entry.split(/\n(?=#|\n)/)[0].replace(/\s+/g, ' ').trim()));
  return [...new Set(entries)].filter((entry) => !entry.startsWith('Updated dependencies')).map((entry) => `- ${entry}`);
}

const list = checklist();
packAll(TARBALLS);
mkdirSync(OUTPUT, { recursive: true });
const packages = releasedPackages();
const versions = new Set(packages.map(({ version }) => version));
list.report(`all packages have one version: ${[...versions].join(', ')}`, versions.size === 1);

const integrity = [];
for (const entry of packages) {
  const tarball = join(TARBALLS, tarballName(entry));
  const kibibytes = statSync(tarball).size / 1024;
  const budget = BUDGETS[entry.name] ?? 0;
  list.report(`${entry.name}: ${kibibytes.toFixed(0)} of ${budget} KiB`, kibibytes <= budget, 'Find out what grew; raise the budget in tools/release/tarball-budgets.json if it has to be.');
  const problems = contentProblems(filesOf(tarball), entry);
  list.report(`${entry.name}: contents`, problems.length === 0, problems.join('\n'));
  list.run(`${entry.name}: publint`, ROOT, binary('publint'), ['run', '--strict', tarball]);
  // The command line has no entry point to resolve types of.
  if (entry.bin === undefined) list.run(`${entry.name}: types resolve`, ROOT, binary('attw'), [tarball, '--profile', 'esm-only']);
  integrity.push(`${createHash('sha512').update(readFileSync(tarball)).digest('hex')}  ${tarballName(entry)}`);
}
list.run('size of the reader in a worker', ROOT, process.execPath, ['tools/size/check.js']);
list.run('third-party notices are current', ROOT, process.execPath, ['tools/release/notices.js', '--check']);

const notes = releaseNotes([...versions][0]);
list.report(`release notes of ${notes.next} have ${notes.count} entries`, notes.count > 0, 'There is no changeset: add one with `npx changeset`.');
writeFileSync(join(OUTPUT, 'NOTES.md'), notes.text);
writeFileSync(join(OUTPUT, 'SHA512SUMS'), `${integrity.join('\n')}\n`);
if (!versions.has(notes.next)) process.stdout.write(`The changesets make ${notes.next}: run \`npx changeset version\` before publishing.\n`);
process.stdout.write('Nothing was published. Tarballs, NOTES.md and SHA512SUMS are in .cache/release.\n');
list.end();
