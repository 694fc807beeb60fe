/**
 * Audio features beside `@huggingface/transformers`, in one run: Whisper's log-mel spectrogram of 30 s, AST's filter banks of 10 s, and
 * resampling of a minute from 44.1 kHz to 16 kHz.
 *
 * Run after `npm run build`: `node tools/bench/audio.js [rounds]`. Prints medians in milliseconds.
 */
import { createFeatureExtractor, resample } from '@onnx-capsule/processor-reconstruction/audio';
import { ASTFeatureExtractor, WhisperFeatureExtractor } from '@huggingface/transformers';

import { compare } from './measurements.js';

const ROUNDS = Number(process.argv[2] ?? 15);

/** A chirp under noise, the same in every run. */
function clip(seconds, rate) {
  let state = 1;
  return Float32Array.from({ length: seconds * rate }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.4 * Math.sin((i / rate) ** 2 * 300) + 0.1 * (state / 2 ** 31 - 1);
  });
}

const SAMPLING_RATE = 16_000;
for (const bands of [80, 128]) {
  const config = {
    feature_extractor_type: 'WhisperFeatureExtractor', feature_size: bands, sampling_rate: SAMPLING_RATE, hop_length: 160, chunk_length: 30, n_fft: 400,
    n_samples: 480_000, nb_max_frames: 3000, padding_side: 'right', padding_value: 0, return_attention_mask: false,
  };
  const ours = createFeatureExtractor(config);
  const theirs = new WhisperFeatureExtractor(config);
  const data = clip(30, SAMPLING_RATE);
  await compare(`Whisper log-mel, ${bands} bands, 30 s`, [
    ['onnx-capsule: process', () => ours.process({ data, samplingRate: SAMPLING_RATE })],
    ['@huggingface/transformers: feature extractor', () => theirs(data)],
  ], ROUNDS, 2);
}

const config = {
  feature_extractor_type: 'ASTFeatureExtractor', feature_size: 1, sampling_rate: SAMPLING_RATE, num_mel_bins: 128, max_length: 1024, do_normalize: true,
  mean: -4.2677393, std: 4.5689974, padding_value: 0, return_attention_mask: false,
};
const ast = createFeatureExtractor(config);
const theirAst = new ASTFeatureExtractor(config);
const tenSeconds = clip(10, SAMPLING_RATE);
await compare('AST filter banks, 128 bands, 10 s', [
  ['onnx-capsule: process', () => ast.process({ data: tenSeconds, samplingRate: SAMPLING_RATE })],
  ['@huggingface/transformers: feature extractor', () => theirAst(tenSeconds)],
], ROUNDS, 2);

const minute = clip(60, 44_100);
await compare('Resampling 60 s from 44.1 kHz to 16 kHz', [['onnx-capsule: resample', () => resample(minute, 44_100, SAMPLING_RATE)]], ROUNDS, 2);
