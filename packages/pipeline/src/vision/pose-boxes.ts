/** Boxes of persons and what ViTPose makes of them: centre and scale, by the reference's `box_to_center_and_scale`. */

/** Left, top, width, height in pixels (COCO's form). */
export type PersonBox = readonly [left: number, top: number, width: number, height: number];

/** A box's middle in pixels, and its widened size in units of 200 pixels; single precision. */
export interface BoxFrame {
  readonly center: readonly [x: number, y: number];
  readonly scale: readonly [x: number, y: number];
}

/** The frame of `box` for a model whose input has the given width to height ratio. */
export function boxFrame([left, top, width, height]: PersonBox, ratio: number): BoxFrame {
  const f = Math.fround;
  const wide = width < ratio * height ? height * ratio : width;
  const high = width > ratio * height ? width / ratio : height;
  return {
    center: [f(left + width * 0.5), f(top + height * 0.5)],
    scale: [f(f(wide / 200) * 1.25), f(f(high / 200) * 1.25)],
  };
}

/** Whether `value` is a box of a person. */
export function isPersonBox(value: unknown): value is PersonBox {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const sides = value as unknown[];
  return sides.every((side) => typeof side === 'number' && Number.isFinite(side)) && (sides[2] as number) > 0 && (sides[3] as number) > 0;
}
