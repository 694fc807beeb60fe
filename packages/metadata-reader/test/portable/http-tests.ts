/** Reading over HTTP: few requests, few bytes, and every way in which a server can be wrong. */
import { openCapsule, openModel } from '../../src/index.js';
import { capsuleModel, plainModel } from './build.js';
import { equal, fails, type PortableTest } from './checks.js';
import { serve } from './server.js';

const URL_OF_MODEL = 'https://models.example/a/model.onnx?download=true';
const CONFIG_NOTE = 9000;

/** Text that does not compress well. */
function noise(length: number): string {
  let state = 1;
  const next = (): string => String.fromCharCode(35 + ((state = (state * 48271) % 0x7fff_ffff) % 56));
  return Array.from({ length }, next).join('');
}

const CONFIG = { path: 'config.json', content: '{"model_type":"bert"}' };
const VOCAB = { path: 'tokenizer.json', content: JSON.stringify({ vocab: noise(300_000) }), codec: 'gzip' };
const CORE = [CONFIG, { path: 'tokenizer_config.json', content: JSON.stringify({ note: noise(CONFIG_NOTE) }) }, { path: 'template.jinja', content: noise(CONFIG_NOTE) }];

/** Everything over an injected `fetch`. */
export const httpTests: readonly PortableTest[] = [
  ...(['tail', 'head'] as const).map((place) => ({
    name: `reads manifest and core files in two requests and 64 KiB, vocabularies on demand, ${place} layout`,
    run: async () => {
      const bytes = await capsuleModel({ files: [...CORE, VOCAB], place, graphBytes: 2_000_000 });
      const server = serve(bytes);
      const capsule = await openCapsule(URL_OF_MODEL, { fetch: server.fetch });
      for (const { path, content } of CORE) equal(await capsule.text(path), content, path);
      equal([server.requests.length <= 2, server.sent <= 65_536], [true, true], `${server.requests.length} requests, ${server.sent} bytes`);
      equal(await capsule.text('tokenizer.json'), VOCAB.content);
      equal(server.requests.length <= 3, true, 'requests');
    },
  })),
  {
    name: 'shares requests among files that are read at the same time',
    run: async () => {
      const files = ['a', 'b', 'c'].map((path) => ({ path, content: path + noise(CONFIG_NOTE) }));
      const server = serve(await capsuleModel({ files: [...files, VOCAB], place: 'head', graphBytes: 2_000_000 }));
      const capsule = await openCapsule(URL_OF_MODEL, { fetch: server.fetch });
      const found = await Promise.all([...files, CONFIG].map(({ path }) => capsule.text(path).catch(() => 'none')));
      equal(found, [...files.map(({ content }) => content), 'none']);
      equal(await Promise.all(files.map(({ path }) => capsule.text(path))), files.map(({ content }) => content));
      equal(server.requests.length, 2, 'requests');
    },
  },
  {
    name: 'reads a small model in one request',
    run: async () => {
      const server = serve(await capsuleModel({ files: [CONFIG] }));
      equal(await (await openCapsule(new URL(URL_OF_MODEL), { fetch: server.fetch })).text('config.json'), CONFIG.content);
      equal(server.requests, [{ url: URL_OF_MODEL, range: 'bytes=0-16383' }]);
    },
  },
  {
    name: 'reads the whole of a file whose server gives no ranges, and refuses what is too large for that',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG], graphBytes: 100_000 });
      const server = serve(bytes, { noRanges: true });
      equal(await (await openCapsule(URL_OF_MODEL, { fetch: server.fetch })).text('config.json'), CONFIG.content);
      equal(server.requests.length, 1);
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { noRanges: true }).fetch, maxDownload: 1000 }), 'DOWNLOAD_TOO_LARGE');
      const lengths = { noRanges: true, alter: (headers: Headers) => { headers.set('content-length', '999'); } };
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, lengths).fetch }), 'HTTP_LENGTH');
    },
  },
  {
    name: 'asks anew, without a range, where ranges are of a compressed form',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG] });
      const server = serve(bytes, { alter: (headers, index) => { if (index === 0) headers.set('content-encoding', 'gzip'); } });
      equal(await (await openCapsule(URL_OF_MODEL, { fetch: server.fetch })).text('config.json'), CONFIG.content);
      equal(server.requests.map(({ range }) => range), ['bytes=0-16383', null]);
    },
  },
  {
    name: 'refuses ranges that are not the ones it asked for',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG], graphBytes: 100_000 });
      for (const range of ['bytes 1-16384/100000', 'bytes 0-99/100000', 'bytes 0-16383/*', 'bytes 0-16383/-5', 'chars 0-16383/9', '', 'bytes 0-16383/1e99']) {
        await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { alter: (headers) => { headers.set('content-range', range); } }).fetch }), 'HTTP_RANGE');
      }
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { alter: (headers) => { headers.delete('content-range'); } }).fetch }), 'HTTP_RANGE');
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { cut: 1 }).fetch }), 'HTTP_RANGE');
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { add: 1 }).fetch }), 'HTTP_RANGE');
    },
  },
  {
    name: 'notices a file that changes between two requests',
    run: async () => {
      const [old, next] = [await capsuleModel({ files: [CONFIG], graphBytes: 100_000 }), await capsuleModel({ files: [CONFIG], graphBytes: 100_001 })];
      const changes = { file: (index: number): Uint8Array => (index === 0 ? old : next) };
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(old, changes).fetch }), 'FILE_CHANGED');
      const tags = { alter: (headers: Headers, index: number) => { headers.set('etag', `W/"${index}"`); } };
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(old, tags).fetch }), 'FILE_CHANGED');
      const dates = { alter: (headers: Headers, index: number) => { headers.delete('etag'); headers.set('last-modified', `Mon, 0${index + 1} Jan 2024 00:00:00 GMT`); } };
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(old, dates).fetch }), 'FILE_CHANGED');
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(old, { status: (index) => (index > 0 ? 412 : undefined) }).fetch }), 'FILE_CHANGED');
    },
  },
  {
    name: 'says which status a server gave',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG], graphBytes: 100_000 });
      for (const status of [403, 404, 500]) {
        await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { status: () => status }).fetch }), 'HTTP_STATUS');
        await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { status: (index) => (index > 0 ? status : undefined) }).fetch }), 'HTTP_STATUS');
      }
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(new Uint8Array()).fetch }), 'EMPTY_FILE');
      await fails(openCapsule(URL_OF_MODEL, { fetch: () => Promise.reject(new TypeError('refused')) }), 'HTTP_FAILED');
    },
  },
  {
    name: 'does not wait for a server that hangs, and stops when it is told to',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG], graphBytes: 100_000 });
      for (const hangs of [0, 1]) {
        await fails(openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { hangs }).fetch, timeout: 30 }), 'TIMEOUT');
        const stop = new AbortController();
        const reading = openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { hangs }).fetch, signal: stop.signal }).catch((error: unknown) => error);
        setTimeout(() => { stop.abort(new Error('enough')); }, 10);
        equal(((await reading) as Error).message, 'enough');
      }
    },
  },
  {
    name: 'finds omitted files beside the model and checks their hash',
    run: async () => {
      const bytes = await capsuleModel({ files: [CONFIG], omitted: [VOCAB] });
      const beside = new TextEncoder().encode(VOCAB.content);
      const server = serve(bytes, { file: (index) => (index === 0 ? bytes : beside) });
      const capsule = await openCapsule(URL_OF_MODEL, { fetch: server.fetch });
      equal(capsule.has('tokenizer.json'), true);
      equal(await capsule.text('tokenizer.json'), VOCAB.content);
      equal(server.requests[1], { url: 'https://models.example/a/tokenizer.json', range: null });
      const wrong = await openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { file: (index) => (index === 0 ? bytes : beside.map((byte) => byte ^ 1)) }).fetch });
      await fails(wrong.text('tokenizer.json'), 'DIGEST_MISMATCH');
      const gone = await openCapsule(URL_OF_MODEL, { fetch: serve(bytes, { status: (index) => (index > 0 ? 404 : undefined) }).fetch });
      await fails(gone.text('tokenizer.json'), 'FILE_OMITTED');
      const inMemory = await openCapsule(bytes);
      equal(inMemory.has('tokenizer.json'), false);
      await fails(inMemory.text('tokenizer.json'), 'FILE_OMITTED');
    },
  },
  {
    name: 'opens a model without a capsule',
    run: async () => {
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(plainModel(50_000)).fetch }), 'NO_CAPSULE');
      equal((await openModel(URL_OF_MODEL, { fetch: serve(plainModel(50_000)).fetch })).metadata, []);
      await fails(openCapsule(URL_OF_MODEL, { fetch: serve(new TextEncoder().encode('<!DOCTYPE html><p>Sign in</p>')).fetch }), 'NOT_ONNX');
    },
  },
];
