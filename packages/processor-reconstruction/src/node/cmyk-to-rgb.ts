/** Printing colours to screen colours in Pillow's integer arithmetic. */

/** `a * b / 255` rounded to the nearest, as Pillow's `MULDIV255`. */
function multiplyBytes(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** CMYK samples, 255 being full ink, as RGB. Source: `cmyk2rgb` of Pillow's `Convert.c`. */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let at = 0, out = 0; at < cmyk.length; at += 4, out += 3) {
    const paper = 255 - cmyk[at + 3]!;
    rgb[out] = paper - multiplyBytes(cmyk[at]!, paper);
    rgb[out + 1] = paper - multiplyBytes(cmyk[at + 1]!, paper);
    rgb[out + 2] = paper - multiplyBytes(cmyk[at + 2]!, paper);
  }
  return rgb;
}
