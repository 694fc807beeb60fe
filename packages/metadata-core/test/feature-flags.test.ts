import { afterEach, expect, test, vi } from 'vitest';

import { isEnabled } from '../src/feature-flags.js';

const VARIABLE = 'ONNX_CAPSULE_DISABLE';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Warnings that Node gives while `body` runs. */
async function warningsOf(body: () => void): Promise<readonly string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error): void => {
    warnings.push(warning.message);
  };
  process.on('warning', listen);
  body();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return warnings;
}

test('everything is on unless it is switched off', () => {
  expect(isEnabled('autoDetect')).toBe(true);
  expect(isEnabled('autoDetect', true)).toBe(true);
  expect(isEnabled('autoDetect', false)).toBe(false);
});

test('the environment switches off what it names, whatever the option says', () => {
  vi.stubEnv(VARIABLE, 'zeroCopyStrip, processorCache,');
  expect(isEnabled('zeroCopyStrip')).toBe(false);
  expect(isEnabled('processorCache', true)).toBe(false);
  expect(isEnabled('packedTokenizer')).toBe(true);
  vi.stubEnv(VARIABLE, 'packedTokenizer');
  expect(isEnabled('zeroCopyStrip')).toBe(true);
  expect(isEnabled('packedTokenizer')).toBe(false);
});

test('an unknown name gives one warning, and the others count', async () => {
  const warnings = await warningsOf(() => {
    vi.stubEnv(VARIABLE, 'zerocopystrip,autoDetect');
    expect(isEnabled('zeroCopyStrip')).toBe(true);
    expect(isEnabled('autoDetect')).toBe(false);
  });
  expect(warnings).toEqual(['ONNX_CAPSULE_DISABLE names zerocopystrip; known are autoDetect, packedTokenizer, processorCache, zeroCopyStrip.']);
});
