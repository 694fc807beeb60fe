/**
 * Writes THIRD-PARTY-NOTICES.md: licences of what the packages install, from the installed packages themselves, and the sources of the
 * fixtures. `--check` writes nothing and fails where the file is not what would be written.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(ROOT, 'THIRD-PARTY-NOTICES.md');
/** Packages that a user may choose to install beside ours. */
const OPTIONAL_PEERS = ['sharp', '@opentelemetry/api'];

const FIXTURES = `## Fixtures

The models, media and goldens under \`fixtures/\` were made for this project (Apache-2.0) and are part of no package. \`bert-tiny-langid*\` and the
messages of \`langid_eval.json\` come from message catalogues under these licences:

| licence | projects |
|---|---|
| BSD-3-Clause | Django, Wagtail, django-cms, djangorestframework, WTForms, django-oscar, django-filter |
| BSD-2-Clause | Sphinx, django-import-export |
| MIT | django-allauth, django-two-factor-auth, humanize |

\`vit-digits\` was trained on scikit-learn's digits (BSD-3-Clause).
`;

/** The folder of package \`name\` as \`from\` sees it; undefined where it is not installed, as with packages of other platforms. */
function installed(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function licenceFile(folder) {
  const name = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  return name === undefined ? undefined : readFileSync(join(folder, name), 'utf8');
}

/** Lines of a licence text that name its holders. */
function copyright(text = '') {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => /^copyright (?:\(c\)|©|\d{4})/i.test(line));
  return [...new Set(lines)].slice(0, 3).join('; ').replaceAll('|', '\\|') || '—';
}

/** Adds what a package needs at run time, and what that needs. */
function collect(folder, found) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    if (name === 'onnx-capsule' || name.startsWith('@onnx-capsule/')) continue;
    const at = installed(name, folder);
    if (at === undefined) throw new Error(`${name} is not installed: run npm run bootstrap`);
    add(at, found);
  }
}

function add(folder, found) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (found.has(`${name}@${version}`)) return;
  const url = typeof repository === 'string' ? repository : repository?.url;
  found.set(`${name}@${version}`, { name, version, license, url: url?.replace(/^git\+|\.git$/g, ''), copyright: copyright(licenceFile(folder)) });
  collect(folder, found);
}

function table(rows) {
  const sorted = rows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
  return [
    '| package | version | licence | copyright |',
    '|---|---|---|---|',
    ...sorted.map(({ name, version, license, copyright: holders }) => `| ${name} | ${version} | ${license} | ${holders} |`),
  ].join('\n');
}

const runtime = new Map();
for (const name of readdirSync(join(ROOT, 'packages'))) collect(join(ROOT, 'packages', name), runtime);
const peers = OPTIONAL_PEERS.map((name) => {
  const { license } = JSON.parse(readFileSync(join(installed(name, join(ROOT, 'packages/pipeline')), 'package.json'), 'utf8'));
  return `| ${name} | ${license} |`;
});

const text = `# Third-party notices

The packages of this repository are licensed under Apache-2.0 (\`LICENSE\`). What they depend on is installed beside
them and not bundled. This file is written by \`node tools/release/notices.js\`.

## Installed with the packages

${table([...runtime.values()])}

The licence texts are in the packages.

## Installed by choice

| package | licence |
|---|---|
${peers.join('\n')}

${FIXTURES}`;

if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write('THIRD-PARTY-NOTICES.md is not current: run node tools/release/notices.js\n');
  process.exitCode = 1;
}
