/** Runs the bundled suite in headless Chromium, on a page served from loopback (WebCrypto needs a secure context). */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** The suite's result, or why it was skipped. */
export async function runInChromium(folder) {
  if (!existsSync(CHROMIUM)) return { skipped: `there is no ${CHROMIUM}` };
  const server = createServer((request, response) => {
    if (request.url === '/suite.mjs') {
      readFile(join(folder, 'suite.mjs')).then((bytes) => response.setHeader('content-type', 'text/javascript').end(bytes));
    } else response.setHeader('content-type', 'text/html').end('<!doctype html><title>suite</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = await mkdtemp(join(tmpdir(), 'onnx-capsule-chromium-'));
  let context;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await page.evaluate(async () => (await import('/suite.mjs')).runAll());
  } catch (error) {
    return { passed: 0, failures: [`no result: ${error.message}`] };
  } finally {
    await context?.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
  }
}
