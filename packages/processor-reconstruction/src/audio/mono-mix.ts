/**
 * Mixing channels down to one with the weights of FFmpeg's libswresample, through which the reference decodes files: front left and right
 * count by the square root of one half each, the centre fully, surround channels by one half, LFE and top channels not at all. The sum of the weights
 * is not brought to one, so stereo that is equal on both sides comes out 3 dB louder.
 */
import { ProcessorError } from '../processor-error.js';

const SPEAKER = {
  frontLeft: 0x1,
  frontRight: 0x2,
  frontCentre: 0x4,
  lowFrequency: 0x8,
  backLeft: 0x10,
  backRight: 0x20,
  leftOfCentre: 0x40,
  rightOfCentre: 0x80,
  backCentre: 0x100,
  sideLeft: 0x200,
  sideRight: 0x400,
} as const;

const { frontLeft, frontRight, frontCentre, lowFrequency, backLeft, backRight, leftOfCentre, rightOfCentre, backCentre, sideLeft, sideRight } = SPEAKER;

const WEIGHTS: ReadonlyMap<number, number> = new Map([
  [frontLeft, Math.SQRT1_2],
  [frontRight, Math.SQRT1_2],
  [frontCentre, 1],
  [backLeft, 0.5],
  [backRight, 0.5],
  [leftOfCentre, Math.SQRT1_2],
  [rightOfCentre, Math.SQRT1_2],
  [backCentre, 0.5],
  [sideLeft, 0.5],
  [sideRight, 0.5],
]);

/** Speakers that a layout has both or neither of. */
const PAIRS: readonly number[] = [frontLeft | frontRight, backLeft | backRight, leftOfCentre | rightOfCentre, sideLeft | sideRight];

/** Layouts taken for 1, 2, … channels when a file does not say. */
const DEFAULT_LAYOUTS: readonly number[] = [
  frontCentre,
  frontLeft | frontRight,
  frontLeft | frontRight | lowFrequency,
  frontLeft | frontRight | frontCentre | backCentre,
  frontLeft | frontRight | frontCentre | backLeft | backRight,
  frontLeft | frontRight | frontCentre | lowFrequency | backLeft | backRight,
  frontLeft | frontRight | frontCentre | lowFrequency | backCentre | sideLeft | sideRight,
  frontLeft | frontRight | frontCentre | lowFrequency | backLeft | backRight | sideLeft | sideRight,
];

/**
 * One channel from many. `speakers` has one bit for each channel in the order of WAVEFORMATEXTENSIBLE's channel mask; 0 when unknown.
 *
 * @throws {ProcessorError} `UNSUPPORTED_AUDIO` for a layout without a known mix, such as more than 8 channels.
 */
export function mixToMono(channels: readonly Float32Array[], speakers = 0, where = 'the audio'): Float32Array {
  const [first] = channels;
  if (first === undefined) return new Float32Array(0);
  if (channels.length === 1) return first;
  const weights = channelWeights(channels.length, speakers);
  if (weights === undefined) {
    throw new ProcessorError('UNSUPPORTED_AUDIO', `${where} has ${channels.length} channels (channel mask 0x${speakers.toString(16)}), and no mix to mono is known for them`, {
      where,
      hint: 'Mix the clip to mono or stereo first.',
    });
  }
  const mono = new Float32Array(first.length);
  channels.forEach((channel, c) => {
    // Products and sums in float32, as libswresample has them.
    const weight = Math.fround(weights[c]!);
    for (let i = 0; i < mono.length; i++) mono[i]! += Math.fround(channel[i]! * weight);
  });
  return mono;
}

function channelWeights(count: number, speakers: number): number[] | undefined {
  const bits = Array.from({ length: 31 }, (_, bit) => 2 ** bit).filter((bit) => (speakers & bit) !== 0);
  if (bits.length !== count) {
    const layout = DEFAULT_LAYOUTS[count - 1];
    return layout === undefined || layout === speakers ? undefined : channelWeights(count, layout);
  }
  const lopsided = PAIRS.some((pair) => (speakers & pair) !== 0 && (speakers & pair) !== pair);
  const frontless = (speakers & (frontLeft | frontCentre)) === 0;
  return lopsided || frontless ? undefined : bits.map((bit) => WEIGHTS.get(bit) ?? 0);
}
