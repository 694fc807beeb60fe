/**
 * Spans and metrics of OpenTelemetry around what a pipeline does. Nothing is loaded, made or measured unless the application has registered an
 * SDK before it makes a pipeline; what is recorded holds names, counts and error codes, never inputs, results or paths.
 */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Counter, Histogram, MeterProvider, Span } from '@opentelemetry/api';

/** What is observed: `create` holds `read`, `parse`, `session`, `detect` and `reconstruct`; a `call` may hold a late `reconstruct`. */
export type Operation = 'create' | 'read' | 'parse' | 'session' | 'detect' | 'reconstruct' | 'call';

/** Adds attributes to the operation under way, once they are known. */
export type Note = (attributes: Attributes) => void;

/** Where `@opentelemetry/api` 1.x keeps what an SDK has registered, so that all its copies share it. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');
const SCOPE = '@onnx-capsule/pipeline';
const PREFIX = 'onnx_capsule';
const MILLISECONDS = 1000;

const ignore: Note = () => undefined;
/** Errors that the innermost operation has counted. */
const counted = new WeakSet();
let api: typeof OpenTelemetry | undefined;
let meters: { readonly provider: MeterProvider; readonly duration: Histogram; readonly errors: Counter } | undefined;

/** Takes up an SDK that the application has registered. */
export async function connectTelemetry(): Promise<void> {
  if (api !== undefined || !(REGISTERED in globalThis)) return;
  api = await import('@opentelemetry/api').catch(() => undefined);
}

/** Runs `work` as an operation: a span, a duration, and an error counted by its code. Without an SDK, `work` alone. */
export function observed<T>(operation: Operation, attributes: Attributes, work: (note: Note) => Promise<T>): Promise<T> {
  const { trace } = api ?? {};
  if (trace === undefined) return work(ignore);
  return trace.getTracer(SCOPE).startActiveSpan(`${PREFIX}.${operation}`, { attributes: named(attributes) }, async (span) => {
    const started = performance.now();
    const known: Attributes = { ...named(attributes) };
    const note: Note = (more) => {
      Object.assign(known, named(more));
      span.setAttributes(named(more));
    };
    try {
      return await work(note);
    } catch (error) {
      fail(span, operation, error);
      throw error;
    } finally {
      finish(span, operation, known, started);
    }
  });
}

/** As `observed`, for results that come one by one: from the first that is asked for until the last, or until nobody asks any more. */
export async function* observedStream<T>(operation: Operation, attributes: Attributes, stream: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const { trace } = api ?? {};
  const started = performance.now();
  const span = trace?.getTracer(SCOPE).startSpan(`${PREFIX}.${operation}`, { attributes: named(attributes) });
  try {
    yield* stream;
  } catch (error) {
    if (span) fail(span, operation, error);
    throw error;
  } finally {
    if (span) finish(span, operation, named(attributes), started);
  }
}

/** Whether an SDK takes part. */
export function isObserved(): boolean {
  return api !== undefined;
}

function named(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`${PREFIX}.${name}`, value]));
}

function finish(span: Span, operation: Operation, known: Attributes, started: number): void {
  const { [`${PREFIX}.task`]: task } = known;
  instruments()?.duration.record((performance.now() - started) / MILLISECONDS, {
    [`${PREFIX}.operation`]: operation,
    ...(task !== undefined && { [`${PREFIX}.task`]: task }),
  });
  span.end();
}

function fail(span: Span, operation: Operation, error: unknown): void {
  const code = codeOf(error);
  span.setAttribute('error.type', code);
  span.setStatus({ code: api!.SpanStatusCode.ERROR, message: code });
  if (typeof error === 'object' && error !== null) {
    if (counted.has(error)) return;
    counted.add(error);
  }
  instruments()?.errors.add(1, { [`${PREFIX}.operation`]: operation, 'error.type': code });
}

/** A stable code, or the name of an error that has none. */
function codeOf(error: unknown): string {
  if (isCapsuleError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/** The instruments of the meter provider that is registered now. */
function instruments(): typeof meters {
  const provider = api?.metrics.getMeterProvider();
  if (provider === undefined || provider === meters?.provider) return meters;
  const meter = provider.getMeter(SCOPE);
  meters = {
    provider,
    duration: meter.createHistogram(`${PREFIX}.operation.duration`, { unit: 's', description: 'How long operations take.' }),
    errors: meter.createCounter(`${PREFIX}.errors`, { unit: '{error}', description: 'Errors by code, each counted by the innermost operation.' }),
  };
  return meters;
}
