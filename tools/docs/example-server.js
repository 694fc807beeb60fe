/** Serves a block's folder on loopback with byte ranges, in the place of the host that the documentation names. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

/** Starts the server; `folder` may be changed while it runs. */
export async function startExampleServer(folder) {
  const server = createServer((request, response) => void answer(request, response, folder));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function answer(request, response, folder) {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  const bytes = await readFile(join(folder, path)).catch(() => undefined);
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined) {
    response.writeHead(200, { 'content-length': bytes.length, 'accept-ranges': 'bytes' }).end(bytes);
    return;
  }
  const end = to === '' ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  const head = { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}`, 'content-length': end - Number(from), 'accept-ranges': 'bytes' };
  response.writeHead(206, head).end(bytes.subarray(Number(from), end));
}
