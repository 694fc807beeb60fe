/** Spans and metrics by OpenTelemetry's own SDK, in memory. */
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { processorCache } from '@onnx-capsule/processor-reconstruction/reconstructor';
import { afterAll, beforeEach, expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { isObserved } from '../src/telemetry.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { FIXTURES } from './goldens.js';

const scratch = scratchFolder();
const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });

afterAll(async () => {
  trace.disable();
  metrics.disable();
  await reader.shutdown();
  scratch.remove();
});
beforeEach(() => {
  spans.reset();
  processorCache.clear();
});

const SECRET = 'I really loved this movie, the acting was wonderful!';
const names = (): string[] => spans.getFinishedSpans().map(({ name }) => name);

/** Counts by attributes of what has been recorded since the last time. */
async function collected(): Promise<{ durations: Record<string, number>; errors: Record<string, number> }> {
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const counts = (metric: string): Record<string, number> =>
    Object.fromEntries(
      all
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap(({ dataPoints }) => dataPoints as readonly { attributes: object; value: number | { count: number } }[])
        .map(({ attributes, value }) => [Object.values(attributes).join(' '), typeof value === 'number' ? value : value.count]),
    );
  exporter.reset();
  return { durations: counts('onnx_capsule.operation.duration'), errors: counts('onnx_capsule.errors') };
}

test('records nothing without an SDK', async () => {
  const capsule = await embedFixture('roberta-emotion-quantized', scratch.path, 'model_quantized.onnx');
  await using pipe = await pipeline('text-classification', capsule);
  await pipe(SECRET);
  expect(isObserved()).toBe(false);
  expect(names()).toEqual([]);
});

test('records every step of making and calling a pipeline', async () => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  await using pipe = await pipeline(`${scratch.path}/roberta-emotion-quantized.onnx`);
  await pipe([SECRET, SECRET], { top_k: 2 });
  expect(isObserved()).toBe(true);
  const operations = ['read', 'parse', 'session', 'detect', 'reconstruct', 'create', 'call'];
  expect(names()).toEqual(operations.map((operation) => `onnx_capsule.${operation}`));
  const [call] = spans.getFinishedSpans().slice(-1);
  expect(call!.attributes).toEqual({ 'onnx_capsule.task': 'text-classification', 'onnx_capsule.inputs': 2 });
  expect(spans.getFinishedSpans().find(({ name }) => name.endsWith('create'))!.attributes).toEqual({ 'onnx_capsule.task': 'text-classification' });
  expect(await collected()).toEqual({
    durations: { read: 1, parse: 1, session: 1, detect: 1, reconstruct: 1, 'create text-classification': 1, 'call text-classification': 1 },
    errors: {},
  });
});

test('holds no input, result or path', async () => {
  await using pipe = await pipeline('text-classification', `${scratch.path}/roberta-emotion-quantized.onnx`);
  const result = (await pipe(SECRET)) as { label: string }[];
  await expect(pipeline('text-classification', `${scratch.path}/absent.onnx`)).rejects.toMatchObject({ code: 'NO_MODEL' });
  const recorded = JSON.stringify(spans.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })));
  for (const secret of [SECRET, result[0]!.label, scratch.path, 'absent']) expect(recorded).not.toContain(secret);
});

test('counts an error once, by its code, where it comes from', async () => {
  await collected();
  await expect(pipeline('text-classification', `${scratch.path}/absent.onnx`)).rejects.toMatchObject({ code: 'NO_MODEL' });
  expect((await collected()).errors).toEqual({ 'read NO_MODEL': 1 });
  expect(spans.getFinishedSpans().map(({ name, status, attributes }) => [name, status.code, status.message, attributes['error.type']])).toEqual([
    ['onnx_capsule.read', SpanStatusCode.ERROR, 'NO_MODEL', 'NO_MODEL'],
    ['onnx_capsule.create', SpanStatusCode.ERROR, 'NO_MODEL', 'NO_MODEL'],
  ]);
  await using pipe = await pipeline('text-classification', `${scratch.path}/roberta-emotion-quantized.onnx`);
  await expect(pipe(3 as unknown as string)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  expect((await collected()).errors).toEqual({ 'call BAD_INPUT': 1 });
});

test('records a stream from its first part to its last', async () => {
  await using pipe = await pipeline('text-generation', `${FIXTURES}models/gpt2-story`, { onWarning: () => undefined });
  spans.reset();
  let parts = 0;
  for await (const part of pipe.stream('Once upon a time', { max_new_tokens: 4 })) {
    expect(names()).toEqual([]);
    expect(part).toBeDefined();
    parts += 1;
  }
  expect(parts).toBeGreaterThan(0);
  expect(names()).toEqual(['onnx_capsule.call']);
  for await (const part of pipe.stream('Once upon a time', { max_new_tokens: 4 })) {
    expect(part).toBeDefined();
    break;
  }
  expect(names()).toEqual(['onnx_capsule.call', 'onnx_capsule.call']);
});
