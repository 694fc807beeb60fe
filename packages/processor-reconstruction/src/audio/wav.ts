/**
 * WAV files: RIFF/WAVE with PCM of 8 to 32 bits, IEEE float of 32 and 64 bits, A-law and mu-law, plain or extensible.
 * Formats: "Multimedia Programming Interface and Data Specifications 1.0", WAVEFORMATEXTENSIBLE, ITU-T G.711.
 */
import { ProcessorError } from '../processor-error.js';

/** A decoded sound file: one array per channel, all of one length, nominal range -1 … 1. */
export interface DecodedAudio {
  readonly channels: readonly Float32Array[];
  /** Samples per second. */
  readonly samplingRate: number;
  /** Which speaker each channel is for, one bit each as in WAVEFORMATEXTENSIBLE's channel mask; absent or 0 when unknown. */
  readonly speakers?: number;
}

const WAVE_FORMAT_PCM = 0x0001;
const WAVE_FORMAT_IEEE_FLOAT = 0x0003;
const WAVE_FORMAT_ALAW = 0x0006;
const WAVE_FORMAT_MULAW = 0x0007;
const WAVE_FORMAT_EXTENSIBLE = 0xfffe;

/** Length that writers to a pipe leave in the header, since they cannot go back to correct it. */
const STREAMED_LENGTH = 0xffff_ffff;

/** More channels than any recording has; the header has room for 65,535. */
const MAX_CHANNELS = 64;

/** Bounds of what recorders and converters offer; beyond them, a header of 44 bytes could ask for gigabytes of samples or filter taps. */
const MIN_SAMPLING_RATE = 1000;
const MAX_SAMPLING_RATE = 768_000;

/** Whether the bytes begin as a RIFF/WAVE file does. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && chunkName(bytes, 0) === 'RIFF' && chunkName(bytes, 8) === 'WAVE';
}

/**
 * The channels of a WAV file. Integers of n bits are divided by 2^(n - 1); 8-bit samples are unsigned around 128.
 *
 * @throws {ProcessorError} `BAD_WAV` when the file is not a WAV file or is truncated, `UNSUPPORTED_AUDIO` for another coding,
 * `AUDIO_EMPTY` when it has no samples.
 */
export function decodeWav(bytes: Uint8Array, where = 'the WAV file'): DecodedAudio {
  if (!isWav(bytes)) throw badWav(where, `${where} does not begin with RIFF and WAVE`, 'Give a WAV file, or a decoder for this format.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WavFormat | undefined;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const name = chunkName(bytes, offset);
    const size = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const streamed = name === 'data' && size === STREAMED_LENGTH;
    const end = streamed ? bytes.length : start + size;
    if (name === 'fmt ') format = readFormat(view, start, end, where);
    if (name === 'data') {
      if (format === undefined) throw badWav(where, `${where} has its data chunk at offset ${offset} before a fmt chunk`);
      if (end > bytes.length) {
        throw badWav(where, `${where} is truncated: its data chunk says ${size} bytes at offset ${start}, the file has ${bytes.length - start} there`);
      }
      const { samplingRate, speakers } = format;
      return { channels: readChannels(view, start, end, format, where), samplingRate, speakers };
    }
    offset = end + (size % 2);
  }
  throw badWav(where, `${where} has no ${format === undefined ? 'fmt' : 'data'} chunk in its ${bytes.length} bytes`);
}

interface WavFormat {
  readonly channels: number;
  readonly speakers: number;
  readonly samplingRate: number;
  /** Bytes of one sample of one channel. */
  readonly width: number;
  readonly sample: (view: DataView, offset: number) => number;
}

function readFormat(view: DataView, start: number, end: number, where: string): WavFormat {
  if (end - start < 16 || end > view.byteLength) {
    throw badWav(where, `${where} has a fmt chunk of ${Math.min(end, view.byteLength) - start} bytes, expected at least 16`);
  }
  const tag = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const samplingRate = view.getUint32(start + 4, true);
  const blockAlign = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  if (tag === WAVE_FORMAT_EXTENSIBLE && end - start < 26) {
    throw badWav(where, `${where} has an extensible fmt chunk of ${end - start} bytes, expected 40`);
  }
  const coding = tag === WAVE_FORMAT_EXTENSIBLE ? view.getUint16(start + 24, true) : tag;
  if (channels < 1 || channels > MAX_CHANNELS) throw badWav(where, `${where} says ${channels} channels, expected 1 to ${MAX_CHANNELS}`);
  if (samplingRate < MIN_SAMPLING_RATE || samplingRate > MAX_SAMPLING_RATE) {
    throw badWav(where, `${where} says ${samplingRate} samples per second, expected ${MIN_SAMPLING_RATE} to ${MAX_SAMPLING_RATE}`);
  }
  const width = blockAlign / channels;
  const sample = sampleReader(coding, width);
  if (sample === undefined || bits > width * 8) {
    throw new ProcessorError('UNSUPPORTED_AUDIO', `${where} is coded as format 0x${coding.toString(16)} with ${bits} bits in ${width} bytes`, {
      where,
      hint: 'Convert it to PCM or float WAV, or pass a decoder for it.',
    });
  }
  const speakers = tag === WAVE_FORMAT_EXTENSIBLE ? view.getUint32(start + 20, true) : 0;
  return { channels, speakers, samplingRate, width, sample };
}

function sampleReader(coding: number, width: number): WavFormat['sample'] | undefined {
  if (coding === WAVE_FORMAT_PCM) {
    if (width === 1) return (view, offset) => (view.getUint8(offset) - 128) / 2 ** 7;
    if (width === 2) return (view, offset) => view.getInt16(offset, true) / 2 ** 15;
    if (width === 3) return (view, offset) => (view.getUint8(offset) | (view.getInt16(offset + 1, true) << 8)) / 2 ** 23;
    if (width === 4) return (view, offset) => view.getInt32(offset, true) / 2 ** 31;
  }
  if (coding === WAVE_FORMAT_IEEE_FLOAT) {
    if (width === 4) return (view, offset) => view.getFloat32(offset, true);
    if (width === 8) return (view, offset) => view.getFloat64(offset, true);
  }
  if (coding === WAVE_FORMAT_ALAW && width === 1) return (view, offset) => expandALaw(view.getUint8(offset)) / 2 ** 15;
  if (coding === WAVE_FORMAT_MULAW && width === 1) return (view, offset) => expandMuLaw(view.getUint8(offset)) / 2 ** 15;
  return undefined;
}

function readChannels(view: DataView, start: number, end: number, format: WavFormat, where: string): Float32Array[] {
  const { channels, width, sample } = format;
  const frames = Math.floor((end - start) / (width * channels));
  if (frames === 0) {
    throw new ProcessorError('AUDIO_EMPTY', `${where} has no samples`, { where, hint: 'Give a clip that contains sound.' });
  }
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    const step = width * channels;
    for (let frame = 0, offset = start + channel * width; frame < frames; frame++, offset += step) samples[frame] = sample(view, offset);
    return samples;
  });
}

/** A-law byte to a 16-bit sample. */
function expandALaw(code: number): number {
  const value = code ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (value & 0x80) === 0 ? -magnitude : magnitude;
}

/** Mu-law byte to a 16-bit sample. */
function expandMuLaw(code: number): number {
  const value = ~code & 0xff;
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return (value & 0x80) === 0 ? magnitude : -magnitude;
}

function chunkName(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function badWav(where: string, message: string, hint = 'Export the clip again as a WAV file.'): ProcessorError {
  return new ProcessorError('BAD_WAV', message, { where, hint });
}
