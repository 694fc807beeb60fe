import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@onnx-capsule/source'];

/** Vitest configuration of one package: workspace imports resolve to sources, and `lines` percent of its lines must be covered. */
export function packageConfig(name: string, lines = 85): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      testTimeout: 120_000,
      maxWorkers: 2,
      reporters: ['default', ['json', { outputFile: 'coverage/results.json' }]],
      coverage: {
        provider: 'v8',
        include: ['src/**/*.ts'],
        exclude: ['**/generated/**'],
        reporter: ['text-summary', 'json-summary'],
        thresholds: { lines },
      },
    },
  });
}
