/** From whatever a caller has - bytes, blobs, URLs, samples - to one channel of sound at the rate asked for. */
import type { RawAudio } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { checkSamples } from './feature-extractor.js';
import { mixToMono } from './mono-mix.js';
import { checkSamplingRate, resample } from './resample.js';
import { resampleSamples } from './resample-samples.js';
import { type DecodedAudio, decodeWav, isWav } from './wav.js';

/** Samples with their rate, under our names or those of Python's pipelines and datasets. */
export interface AudioSamples {
  readonly data?: ArrayLike<number>;
  readonly array?: ArrayLike<number>;
  readonly raw?: ArrayLike<number>;
  readonly samplingRate?: number;
  readonly sampling_rate?: number;
}

/** What `loadAudio` takes: a URL, the bytes of a sound file, or samples. A `Float32Array` alone has the rate that is asked for. */
export type AudioSource = string | URL | Uint8Array | ArrayBuffer | Blob | Float32Array | Float64Array | AudioSamples;

/** Decodes a sound file that is not a WAV file. */
export type AudioDecoder = (bytes: Uint8Array) => DecodedAudio | Promise<DecodedAudio>;

/** How to load a clip. */
export interface LoadAudioOptions {
  /** The rate of the result in Hz; default: the source's own. */
  readonly samplingRate?: number;
  /** Decoder for formats other than WAV. */
  readonly decode?: AudioDecoder;
}

/**
 * One channel of sound.
 *
 * Files are mixed to mono and resampled as FFmpeg does for the reference (see `mixToMono` and `resample`), samples as torchaudio does (`resampleSamples`).
 *
 * @throws {ProcessorError} `BAD_AUDIO` for something else than an audio source, `BAD_WAV`, `UNSUPPORTED_AUDIO`, `AUDIO_EMPTY`,
 * `AUDIO_NOT_FINITE`, `AUDIO_UNREACHABLE` when a URL gives no bytes, `BAD_OPTION` for a bad rate.
 */
export async function loadAudio(source: AudioSource, options: LoadAudioOptions = {}): Promise<RawAudio> {
  const { samplingRate: target } = options;
  if (target !== undefined) checkSamplingRate(target);
  const { channels, speakers, rate, where, convert } = await readSource(source, options);
  for (const channel of channels) checkSamples(channel, where);
  checkSamplingRate(rate);
  // Channels are mixed after the conversion, as libswresample does it.
  const converted = channels.map((channel) => convert(channel, rate, target ?? rate));
  return { data: mixToMono(converted, speakers, where), samplingRate: target ?? rate };
}

interface Clip {
  readonly channels: readonly Float32Array[];
  readonly speakers: number | undefined;
  readonly rate: number;
  readonly where: string;
  /** How the reference converts the rate of such a source. */
  readonly convert: typeof resample;
}

async function readSource(source: AudioSource, options: LoadAudioOptions): Promise<Clip> {
  if (source instanceof Float32Array || source instanceof Float64Array) return readSamples({ data: source }, options);
  if (source instanceof Uint8Array) return readFile(source, 'the sound file', options);
  if (source instanceof ArrayBuffer) return readFile(new Uint8Array(source), 'the sound file', options);
  if (typeof Blob !== 'undefined' && source instanceof Blob) {
    return readFile(new Uint8Array(await source.arrayBuffer()), 'name' in source ? String(source.name) : 'the sound file', options);
  }
  if (typeof source === 'string' || source instanceof URL) return readFile(await fetchBytes(String(source)), String(source), options);
  const other: unknown = source;
  if (typeof other === 'object' && other !== null) return readSamples(other, options);
  throw badSource(`cannot load audio from ${other === null ? 'null' : typeof other}`);
}

async function readFile(bytes: Uint8Array, where: string, { decode }: LoadAudioOptions): Promise<Clip> {
  if (bytes.length === 0) {
    throw new ProcessorError('AUDIO_EMPTY', `${where} has no bytes`, { where, hint: 'Give a clip that contains sound.' });
  }
  if (!isWav(bytes) && decode === undefined) {
    throw new ProcessorError('UNSUPPORTED_AUDIO', `${where} is not a WAV file, and no decoder was given (it begins with ${firstBytes(bytes)})`, {
      where,
      hint: 'Convert it to WAV, or pass { decode }, a function from bytes to { channels, samplingRate }.',
    });
  }
  const { channels, samplingRate, speakers } = isWav(bytes) ? decodeWav(bytes, where) : await decode!(bytes);
  return { channels, speakers, rate: samplingRate, where, convert: resample };
}

function readSamples(source: AudioSamples, { samplingRate }: LoadAudioOptions): Clip {
  const where = 'the samples';
  const values: unknown = source.data ?? source.array ?? source.raw;
  if (!isNumbers(values)) {
    throw badSource('an object with audio must have its samples, one channel of numbers, as data, array or raw');
  }
  const rate = source.samplingRate ?? source.sampling_rate ?? samplingRate;
  if (rate === undefined) throw badSource('samples without samplingRate: the rate is not known');
  const samples = values instanceof Float32Array ? values : Float32Array.from(values);
  return { channels: [samples], speakers: undefined, rate, where, convert: resampleSamples };
}

function isNumbers(values: unknown): values is ArrayLike<number> {
  if (values instanceof Float32Array || values instanceof Float64Array) return true;
  return Array.isArray(values) && values.every((value) => typeof value === 'number');
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  if (!/^(https?|data|blob):/i.test(address)) {
    throw badSource(`${JSON.stringify(address)} is not a URL`, 'Paths are read by loadAudio of @onnx-capsule/processor-reconstruction/node.');
  }
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw unreachable(address, 'cannot be fetched', cause);
  }
  if (!response.ok) throw unreachable(address, `answers ${response.status}`, undefined);
  return new Uint8Array(await response.arrayBuffer());
}

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function unreachable(address: string, what: string, cause: unknown): ProcessorError {
  return new ProcessorError('AUDIO_UNREACHABLE', `${address} ${what}`, { where: address, cause, hint: 'Check the address.' });
}

function badSource(message: string, hint = 'Pass a URL, the bytes of a sound file, a Blob, a Float32Array, or { data, samplingRate }.'): ProcessorError {
  return new ProcessorError('BAD_AUDIO', message, { hint });
}
