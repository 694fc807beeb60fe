/**
 * Sound: decoding, resampling, and feature extractors with the numbers of the Python reference.
 *
 * @module
 */
export type { FeatureOverrides } from './audio/call-options.js';
export { type AudioChunk, chunkAudio, type ChunkOptions } from './audio/chunk-audio.js';
export type { FeatureExtractorConfig } from './audio/config-fields.js';
export { createFeatureExtractor, type CreateFeatureExtractorOptions } from './audio/create-feature-extractor.js';
export type { FeatureExtractor } from './audio/feature-extractor.js';
export { type AudioDecoder, type AudioSamples, type AudioSource, loadAudio, type LoadAudioOptions } from './audio/load-audio.js';
export { createMelFilterBank, type MelFilterBank, type MelFilterOptions, type MelScale } from './audio/mel-filter-bank.js';
export { mixToMono } from './audio/mono-mix.js';
export { resample } from './audio/resample.js';
export { resampleSamples } from './audio/resample-samples.js';
export { type PadMode, type Spectrogram, spectrogram, type SpectrogramOptions } from './audio/spectrogram.js';
export { type DecodedAudio, decodeWav } from './audio/wav.js';
export { LANGUAGE_CODES as whisperLanguages } from './tokenizer-files/whisper-languages.js';
export { windowFunction, type WindowOptions } from './audio/window-function.js';
