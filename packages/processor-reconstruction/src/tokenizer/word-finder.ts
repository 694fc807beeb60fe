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
  readonly #firstAscii = new Uint8Array(ASCII);
  readonly #words: readonly string[];
  /** Indices of words by their first unit. */
  readonly #byFirst = new Map<number, number[]>();
  /** The same as trees, each made when a text has its unit. */
  readonly #trees = new Map<number, Node>();
  #only: string | undefined;

  /** Of equal words the first one counts. */
  constructor(words: readonly string[]) {
    this.#words = words;
    words.forEach((word, index) => {
      if (word === '') return;
      const first = word.charCodeAt(0);
      const others = this.#byFirst.get(first);
      if (others === undefined) this.#byFirst.set(first, [index]);
      else others.push(index);
    });
    for (const first of this.#byFirst.keys()) {
      if (first < ASCII) this.#firstAscii[first] = 1;
      if (this.#byFirst.size === 1) this.#only = String.fromCharCode(first);
    }
  }

  /** The words that start with this unit, as a tree. */
  #startingWith(first: number): Node {
    const known = this.#trees.get(first);
    if (known !== undefined) return known;
    const tree: Node = { children: new Map(), word: -1 };
    for (const index of this.#byFirst.get(first)!) {
      const word = this.#words[index]!;
      let node = tree;
      for (let i = 1; i < word.length; i++) {
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
    this.#trees.set(first, tree);
    return tree;
  }

  /** Index of the next word at or after `position`, -1 for none; its range is in `start` and `end`. */
  next(text: string, position: number): number {
    for (let i = position; i < text.length; i++) {
      if (this.#only !== undefined) {
        i = text.indexOf(this.#only, i);
        if (i < 0) return -1;
      }
      const unit = text.charCodeAt(i);
      if (unit < ASCII ? this.#firstAscii[unit] === 0 : !this.#byFirst.has(unit)) continue;
      const found = this.#longest(text, i);
      if (found >= 0) return found;
    }
    return -1;
  }

  #longest(text: string, start: number): number {
    let found = -1;
    let node: Node | undefined = this.#startingWith(text.charCodeAt(start));
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
