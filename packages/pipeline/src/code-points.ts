/** Lengths as Python counts them. */

/** How many code points `text` has; half of a surrogate pair counts as one. */
export function codePointLength(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += text.codePointAt(i)! > 0xffff ? 2 : 1) count++;
  return count;
}
