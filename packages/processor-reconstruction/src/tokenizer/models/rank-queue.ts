/**
 * A priority queue of positions by merge rank: one bucket per rank, a tree of bit sets that finds the lowest bucket in four
 * steps, positions within a bucket in ascending order. Pushing and popping cost the same however much is queued.
 */
const BITS = 5;

export class RankQueue {
  /** Rank of what `pop` returned last. */
  rank = -1;
  readonly #heads: Int32Array;
  readonly #levels: Int32Array[] = [];
  #position: Int32Array<ArrayBuffer> = new Int32Array(0);
  #link: Int32Array<ArrayBuffer> = new Int32Array(0);
  #used = 0;
  #batch: Int32Array<ArrayBuffer> = new Int32Array(64);
  #batchRank = -1;
  #batchAt = 0;
  #batchEnd = 0;
  #lower = false;

  constructor(ranks: number) {
    this.#heads = new Int32Array(ranks).fill(-1);
    for (let size = ranks; ; size = Math.ceil(size / 32)) {
      this.#levels.push(new Int32Array(Math.max(1, Math.ceil(size / 32))));
      if (size <= 32) break;
    }
  }

  /** Empties the queue for a word of `count` symbols. */
  start(count: number): void {
    this.#used = 0;
    this.#batchAt = 0;
    this.#batchEnd = 0;
    this.#batchRank = -1;
    this.#lower = false;
    if (this.#position.length < count * 3) {
      this.#position = new Int32Array(count * 3);
      this.#link = new Int32Array(count * 3);
    }
  }

  push(rank: number, position: number): void {
    if (rank <= this.#batchRank) this.#lower = true;
    const head = this.#heads[rank]!;
    if (this.#used === this.#position.length) this.#enlarge();
    const node = this.#used++;
    this.#position[node] = position;
    this.#link[node] = head;
    this.#heads[rank] = node;
    if (head >= 0) return;
    let index = rank;
    for (const level of this.#levels) {
      const word = index >> BITS;
      const before = level[word]!;
      level[word] = before | (1 << (index & 31));
      if (before !== 0) break;
      index = word;
    }
  }

  /** The lowest position of the lowest rank; -1 when the queue is empty. Its rank is in `rank`. */
  pop(): number {
    if (this.#lower) this.#returnBatch();
    if (this.#batchAt === this.#batchEnd && !this.#nextBatch()) return -1;
    this.rank = this.#batchRank;
    return this.#batch[this.#batchAt++]!;
  }

  /** Something of a lower or the same rank came in while a bucket was being emptied: put the rest of it back. */
  #returnBatch(): void {
    const rank = this.#batchRank;
    this.#batchRank = -1;
    this.#lower = false;
    const rest = this.#batch.slice(this.#batchAt, this.#batchEnd);
    this.#batchAt = 0;
    this.#batchEnd = 0;
    for (const position of rest) this.push(rank, position);
  }

  #enlarge(): void {
    const position = new Int32Array(this.#position.length * 2 + 64);
    const link = new Int32Array(position.length);
    position.set(this.#position);
    link.set(this.#link);
    this.#position = position;
    this.#link = link;
  }

  #nextBatch(): boolean {
    const levels = this.#levels;
    let rank = 0;
    for (let level = levels.length - 1; level >= 0; level--) {
      const bits = levels[level]![rank]!;
      if (bits === 0) return false;
      rank = (rank << BITS) + (31 - Math.clz32(bits & -bits));
    }
    let size = 0;
    for (let node = this.#heads[rank]!; node >= 0; node = this.#link[node]!) size++;
    if (size > this.#batch.length) this.#batch = new Int32Array(size * 2);
    let sorted = true;
    let at = size;
    for (let node = this.#heads[rank]!; node >= 0; node = this.#link[node]!) {
      const position = this.#position[node]!;
      if (at < size && position > this.#batch[at]!) sorted = false;
      this.#batch[--at] = position;
    }
    if (!sorted) this.#batch.subarray(0, size).sort();
    this.#heads[rank] = -1;
    let index = rank;
    for (const level of levels) {
      const word = index >> BITS;
      level[word] = level[word]! & ~(1 << (index & 31));
      if (level[word] !== 0) break;
      index = word;
    }
    this.#batchRank = rank;
    this.#batchAt = 0;
    this.#batchEnd = size;
    return true;
  }
}
