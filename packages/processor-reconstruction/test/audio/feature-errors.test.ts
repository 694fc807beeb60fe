import { describe, expect, test } from 'vitest';

import { createFeatureExtractor, type FeatureOverrides, windowFunction } from '../../src/audio.js';

const audio = (length: number, samplingRate = 16_000): { data: Float32Array; samplingRate: number } => ({
  data: Float32Array.from({ length }, (_, i) => Math.sin(i / 3)),
  samplingRate,
});
const extractorOf = (name: string, config: Record<string, unknown> = {}): ReturnType<typeof createFeatureExtractor> =>
  createFeatureExtractor({ feature_extractor_type: `${name}FeatureExtractor`, ...config });

describe('feature extractors', () => {
  test.each<[string, unknown, FeatureOverrides, string]>([
    ['an empty list', [], {}, 'NO_AUDIO'],
    ['no samples', audio(0), {}, 'AUDIO_EMPTY'],
    ['a NaN', { data: Float32Array.of(0, Number.NaN), samplingRate: 16_000 }, {}, 'AUDIO_NOT_FINITE'],
    ['another rate', audio(10, 8000), {}, 'SAMPLING_RATE_MISMATCH'],
    ['another rate as option', audio(10), { sampling_rate: 8000 }, 'SAMPLING_RATE_MISMATCH'],
    ['plain samples', Float32Array.of(1), {}, 'BAD_AUDIO'],
    ['null', null, {}, 'BAD_AUDIO'],
    ['clips of different lengths', [audio(10), audio(11)], {}, 'UNEQUAL_LENGTHS'],
    ['an unknown option', audio(10), { paddding: true }, 'UNKNOWN_OPTION'],
    ['an unknown padding', audio(10), { padding: 'most' }, 'BAD_OPTION'],
    ['padding without a length', audio(10), { padding: 'max_length' }, 'BAD_OPTION'],
    ['truncation without a length', audio(10), { truncation: true }, 'BAD_OPTION'],
    ['a length that is no whole number', audio(10), { max_length: 1.5 }, 'BAD_OPTION'],
    ['a huge length', audio(10), { padding: 'max_length', max_length: 2 ** 40 }, 'BAD_OPTION'],
    ['a huge multiple', audio(10), { padding: true, pad_to_multiple_of: 2 ** 29 }, 'BAD_OPTION'],
  ])('refuse %s', async (_, input, overrides, code) => {
    await expect(extractorOf('Wav2Vec2').process(input as never, overrides)).rejects.toMatchObject({ name: 'ProcessorError', code });
  });

  test.each<[string, Record<string, unknown>]>([
    ['Whisper', { n_fft: 1e9 }],
    ['Whisper', { chunk_length: 1e9 }],
    ['Whisper', { hop_length: 0 }],
    ['Whisper', { feature_size: '80' }],
    ['Whisper', { padding_side: 'middle' }],
    ['Wav2Vec2', { do_normalize: 'yes' }],
    ['Wav2Vec2', { sampling_rate: -1 }],
    ['Wav2Vec2', { padding_value: null, feature_size: 2 }],
    ['Clap', { truncation: 'cut' }],
    ['Clap', { max_length_s: 0 }],
    ['Clap', { frequency_min: 15_000 }],
    ['Clvp', { mel_norms: [1] }],
    ['SpeechT5', { win_function: 'kaiser' }],
    ['Encodec', { feature_size: 2 }],
  ])('%s refuses the configuration %j', (name, config) => {
    expect(() => extractorOf(name, config)).toThrow(expect.objectContaining({ name: 'ProcessorError', code: 'BAD_CONFIG' }));
  });

  test.each<[string, number]>([
    ['AST', 399],
    ['SeamlessM4T', 400],
    ['Whisper', 200],
  ])('%s refuses a clip of %i samples', async (name, length) => {
    const overrides = name === 'Whisper' ? { padding: 'longest' } : {};
    await expect(extractorOf(name).process(audio(length), overrides)).rejects.toMatchObject({ code: 'AUDIO_TOO_SHORT' });
  });

  test('refuse silence whose bands have no variance', async () => {
    const silence = { data: new Float32Array(4000), samplingRate: 16_000 };
    await expect(extractorOf('Speech2Text').process(silence)).rejects.toMatchObject({ code: 'FEATURES_NOT_FINITE' });
  });

  test('refuse what the reference cannot compute', async () => {
    const cases: [ReturnType<typeof extractorOf>, FeatureOverrides][] = [
      [extractorOf('Speech2Text'), { padding: true, return_attention_mask: false }],
      [extractorOf('Encodec', { sampling_rate: 16_000 }), { padding: true, truncation: true }],
      [extractorOf('Clap', { sampling_rate: 16_000, feature_size: 32, frequency_max: 8000 }), { max_length: 1000 }],
      [extractorOf('Clap', { sampling_rate: 16_000 }), { random: 3 }],
      [extractorOf('UnivNet', { sampling_rate: 16_000 }), { random: 3 }],
    ];
    for (const [extractor, overrides] of cases) {
      await expect(extractor.process(audio(4000), overrides)).rejects.toMatchObject({ code: 'BAD_OPTION' });
    }
  });

  test('UnivNet adds normal noise of the shape of the frames', async () => {
    const { noise_sequence: noise } = await extractorOf('UnivNet').process(audio(6000, 24_000), { random: () => 0.5 });
    expect(noise!.dims).toEqual([1, 23, 64]);
    expect((noise!.data as Float32Array).every((value) => value === Math.fround(-Math.sqrt(2 * Math.LN2)))).toBe(true);
  });

  test('refuse a window longer than its frame and an unknown window', () => {
    expect(() => windowFunction(10, 'hann', { frameLength: 8 })).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
    expect(() => windowFunction(10, 'kaiser')).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });
});

describe('createFeatureExtractor', () => {
  test('runs an unknown class with the fields of a waveform extractor, with one warning', () => {
    const warnings: string[] = [];
    const extractor = createFeatureExtractor(
      { feature_extractor_type: 'NovelFeatureExtractor', sampling_rate: 8000, do_normalize: false },
      { onWarning: (message) => warnings.push(message) },
    );
    expect(extractor).toMatchObject({ className: 'NovelFeatureExtractor', samplingRate: 8000 });
    expect(warnings).toEqual([expect.stringContaining('NovelFeatureExtractor')]);
  });

  test('refuses a class by name whose computation its fields do not tell', () => {
    const config = { feature_extractor_type: 'GraniteSpeechFeatureExtractor', sampling_rate: 16_000, n_mels: 80 };
    expect(() => createFeatureExtractor(config)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_FEATURE_EXTRACTOR', message: expect.stringContaining('GraniteSpeech') as unknown }));
  });
});
