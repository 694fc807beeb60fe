/** A registry of its own on loopback: ours are published into it, everything else comes from the registry that npm is set to. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STARTED_WITHIN = 60_000;

/** A port that nobody uses at the moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const everybody = (name, more = '') => `  '${name}':\n    access: $all\n    publish: $all\n    unpublish: $all\n${more}`;

/**
 * Starts verdaccio in `folder`, with `uplink` behind it. Gives its address, the path of an `.npmrc` for it, and `stop`.
 */
export async function startRegistry(folder, uplink) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    [
      `storage: ${JSON.stringify(join(folder, 'storage'))}`,
      `auth:\n  htpasswd:\n    file: ${JSON.stringify(join(folder, 'htpasswd'))}`,
      `uplinks:\n  npmjs:\n    url: ${JSON.stringify(uplink)}\n    timeout: 60s\n    max_fails: 10\n    cache: false`,
      `packages:\n${everybody('@onnx-capsule/*')}${everybody('onnx-capsule')}${everybody('@*/*', '    proxy: npmjs\n')}${everybody('**', '    proxy: npmjs\n')}`,
      'web:\n  enable: false\nmax_body_size: 50mb\nlog:\n  type: stdout\n  format: pretty\n  level: error\n',
    ].join('\n'),
  );
  const registry = `http://127.0.0.1:${port}/`;
  const npmrc = join(folder, 'npmrc');
  // npm wants some token before it publishes; this registry lets everybody.
  writeFileSync(npmrc, `registry=${registry}\n//127.0.0.1:${port}/:_authToken=anybody\n`);

  const verdaccio = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
  const server = spawn(process.execPath, [verdaccio, '--config', config, '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => server.kill());
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const deadline = Date.now() + STARTED_WITHIN;
  while (!(await fetch(`${registry}-/ping`).then(({ ok }) => ok, () => false))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill();
      throw new Error(`verdaccio did not start:\n${output}`);
    }
    await delay(200);
  }
  return {
    registry,
    npmrc,
    async stop() {
      server.kill();
      await ended;
    },
  };
}
