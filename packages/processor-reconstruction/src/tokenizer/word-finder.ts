/** Finds the leftmost, then longest of many words in a text: a trie over UTF-16 units with a quick test for the first one. */

interface Node {
  readonly children: Map<number, Node>;
  word: number;
}

const ASCII = 128;

export class WordFinder {
  /** Range of what `next` found. */
  start = 0;
  end = 0;
  readonly #root: Node = { children: new Map(), word: -1 };
  readonly #firstAscii = new Uint8Array(ASCII);
  #only: string | undefined;

  /** Of equal words the first one counts. */
  constructor(words: readonly string[]) {
    words.forEach((word, index) => { this.#add(word, index); });
    const firsts = [...this.#root.children.keys()];
    for (const first of firsts) if (first < ASCII) this.#firstAscii[first] = 1;
    if (firsts.length === 1) this.#only = String.fromCharCode(firsts[0]!);
  }

  #add(word: string, index: number): void {
    let node = this.#root;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      let child = node.children.get(unit);
      if (child === undefined) {
        child = { children: new Map(), word: -1 };
        node.children.set(unit, child);
      }
      node = child;
    }
    if (node.word < 0) node.word = index;
  }

  /** Index of the next word at or after `position`, -1 for none; its range is in `start` and `end`. */
  next(text: string, position: number): number {
    const { children } = this.#root;
    for (let i = position; i < text.length; i++) {
      if (this.#only !== undefined) {
        i = text.indexOf(this.#only, i);
        if (i < 0) return -1;
      }
      const unit = text.charCodeAt(i);
      if (unit < ASCII ? this.#firstAscii[unit] === 0 : !children.has(unit)) continue;
      const found = this.#longest(text, i);
      if (found >= 0) return found;
    }
    return -1;
  }

  #longest(text: string, start: number): number {
    let found = -1;
    let node = this.#root.children.get(text.charCodeAt(start));
    for (let i = start + 1; node !== undefined; i++) {
      if (node.word >= 0) {
        found = node.word;
        this.start = start;
        this.end = i;
      }
      if (i >= text.length) break;
      node = node.children.get(text.charCodeAt(i));
    }
    return found;
  }
}
