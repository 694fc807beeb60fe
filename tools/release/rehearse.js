/**
 * Rehearses a release against a real registry on loopback: publishes all packages as `canary`, promotes them to `beta` and `latest`, installs
 * them as three kinds of users would, runs them, publishes a next version and rolls it back. Prints `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checklist, cleanEnvironment, packAll, releasedPackages, ROOT, tarballName } from './packages.js';
import { startRegistry } from './registry.js';

const MODEL = join(ROOT, 'fixtures/models/roberta-emotion-quantized');
const TEXT = 'I really loved this movie, the acting was wonderful!';

const READER = `
import { openCapsule } from '@onnx-capsule/metadata-reader/node';
const capsule = await openCapsule('model.onnx');
console.log('model type', (await capsule.json('config.json')).model_type, capsule.manifest.files.length);
`;
const PIPELINE = `
import { pipeline } from '@onnx-capsule/pipeline';
const classify = await pipeline('model.onnx', { fallback: false });
console.log('result', JSON.stringify(await classify(${JSON.stringify(TEXT)})));
await classify.dispose();
`;

const work = mkdtempSync(join(tmpdir(), 'capsule-release-'));
const uplink = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', cwd: work }).trim();
const { registry, npmrc, stop } = await startRegistry(join(work, 'registry'), uplink);
const list = checklist({ ...cleanEnvironment(), npm_config_userconfig: npmrc, npm_config_registry: registry });
const npm = (name, cwd, args, expected) => list.run(name, cwd, 'npm', args, expected);

/** The tarballs again under another version, as the next release would have them. */
function repack(tarballs, from, to) {
  const next = join(work, 'next');
  mkdirSync(next);
  return tarballs.map((tarball, index) => {
    const folder = join(next, String(index));
    mkdirSync(folder);
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    const file = join(folder, 'package/package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${from}"`, `"${to}"`).replaceAll(`"^${from}"`, `"^${to}"`));
    const output = `${folder}.tgz`;
    execFileSync('tar', ['-czf', output, '-C', folder, 'package']);
    return output;
  });
}

/** An empty project that depends on packages from the registry, and the model. */
function project(name, dependencies) {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const options = ['--no-audit', '--no-fund', '--prefer-online', '--no-progress'];
  npm(`${name}: npm install ${dependencies.join(' ')}`, folder, ['install', ...options, ...dependencies]);
  return folder;
}

/** Puts all packages under a tag. */
function promote(version, tag) {
  for (const { name } of packages) npm(`${name}@${version} becomes ${tag}`, work, ['dist-tag', 'add', `${name}@${version}`, tag]);
}

/** Compares the version that each package has under a tag. */
async function expectTag(tag, version) {
  const found = await Promise.all(
    packages.map(async ({ name }) => (await (await fetch(`${registry}-/package/${encodeURIComponent(name)}/dist-tags`, { headers: { connection: 'close' } })).json())[tag]),
  );
  list.report(`${tag} is ${version} for every package`, found.every((entry) => entry === version), found.join(' '));
}

/** Versions of our packages in a project, as npm installed them. */
function installedVersions(folder) {
  const scope = join(folder, 'node_modules/@onnx-capsule');
  return readdirSync(scope).map((name) => JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8')).version);
}

/** Installs the reader into a new project, which has to get everything of ours in one version. */
function expectVersions(name, version) {
  const found = installedVersions(project(name, ['@onnx-capsule/metadata-reader']));
  list.report(`${name}: has ${version} of everything`, found.length >= 3 && found.every((entry) => entry === version), found.join(' '));
}

const packages = releasedPackages();
try {
  const folder = join(work, 'tarballs');
  packAll(folder);
  const tarballs = packages.map((entry) => join(folder, tarballName(entry)));
  const [{ version }] = packages;
  const publish = (files, tag) => {
    // Provenance is stated by the release workflow alone.
    for (const [index, file] of files.entries()) npm(`publish ${packages[index].name} as ${tag}`, work, ['publish', file, '--tag', tag, '--provenance=false', '--access=public']);
  };

  publish(tarballs, 'canary');
  promote(version, 'beta');
  promote(version, 'latest');
  for (const tag of ['canary', 'beta', 'latest']) await expectTag(tag, version);

  const cli = project('user-cli', ['onnx-capsule']);
  cpSync(MODEL, join(cli, 'folder'), { recursive: true });
  list.run('user-cli: --version', cli, 'npx', ['onnx-capsule', '--version'], new RegExp(`^${version.replaceAll('.', '\\.')}`));
  list.run('user-cli: embed', cli, 'npx', ['onnx-capsule', 'embed-metadata', 'folder/model_quantized.onnx', 'folder', '-o', 'model.onnx', '--json'], /"task":"text-classification"/);
  list.run('user-cli: inspect', cli, 'npx', ['onnx-capsule', 'inspect', 'model.onnx', '--json'], /"format":1/);
  const fromCli = list.run('user-cli: run', cli, 'npx', ['onnx-capsule', 'run', 'model.onnx', TEXT, '--json'], /"label":/);

  const library = project('user-pipeline', ['@onnx-capsule/pipeline']);
  copyFileSync(join(cli, 'model.onnx'), join(library, 'model.onnx'));
  writeFileSync(join(library, 'run.js'), PIPELINE);
  const fromLibrary = list.run('user-pipeline: predicts', library, process.execPath, ['run.js'], /result .*"label":/);
  const label = (text) => /"label":"([^"]+)"/.exec(text)?.[1];
  list.report('both predict the same', label(fromCli) !== undefined && label(fromCli) === label(fromLibrary), `${fromCli}\n${fromLibrary}`);

  const reader = project('user-reader', ['@onnx-capsule/metadata-reader']);
  copyFileSync(join(cli, 'model.onnx'), join(reader, 'model.onnx'));
  writeFileSync(join(reader, 'read.js'), READER);
  list.run('user-reader: reads', reader, process.execPath, ['read.js'], /model type roberta \d/);

  const next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  publish(repack(tarballs, version, next), 'canary');
  await expectTag('canary', next);
  await expectTag('latest', version);
  promote(next, 'latest');
  await expectTag('latest', next);
  expectVersions('user-next', next);

  promote(version, 'latest');
  for (const { name } of packages) npm(`${name}@${next} is deprecated`, work, ['deprecate', `${name}@${next}`, `Rolled back: use ${version}.`]);
  await expectTag('latest', version);
  expectVersions('user-rolled-back', version);
} finally {
  await stop();
  rmSync(work, { recursive: true, force: true });
}
list.end();
