import { readdirSync } from 'node:fs';

import { defineConfig } from 'vitest/config';

const conditions = ['@onnx-capsule/source'];
const packages = readdirSync('packages');

/** Lines that each package must cover, in percent. */
const LINES: Record<string, number> = { 'processor-reconstruction': 80, pipeline: 83 };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: packages.map((name) => ({ extends: true, test: { name, root: `packages/${name}` } })),
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/generated/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: Object.fromEntries(
        packages.map((name) => [`packages/${name}/src/**`, { lines: LINES[name] ?? 85 }]),
      ),
    },
  },
});
