/** Loaded into every program that a block starts: example.org is the loopback server, and output goes to a terminal of 80 columns. */
/* global Request */
const { EXAMPLE_SERVER, DOCS_TERMINAL } = process.env;

const platformFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname !== 'example.org') return platformFetch(input, init);
  const target = `${EXAMPLE_SERVER}${url.pathname}${url.search}`;
  return platformFetch(input instanceof Request ? new Request(target, input) : target, init);
};

if (DOCS_TERMINAL === '1') {
  Object.defineProperty(process.stdout, 'isTTY', { value: true });
  Object.defineProperty(process.stdout, 'columns', { value: 80 });
}
