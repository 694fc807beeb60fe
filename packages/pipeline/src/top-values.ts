/**
 * The largest values of a list in the order in which torch's `topk` gives them on a CPU. Where the reference asks for an unsorted
 * list, or values are equal, that order is what libstdc++'s `partial_sort`, `nth_element` and `sort` leave, so their steps are followed.
 */

/** A value and where it stood. */
export interface RankedValue {
  readonly value: number;
  readonly index: number;
}

type Heap = RankedValue[];

/** Whether `a` comes before `b`. */
function before(a: RankedValue, b: RankedValue): boolean {
  return a.value > b.value;
}

/** The `count` largest of `values`; `sorted: false` keeps the order of the selection. */
export function topValues(values: ArrayLike<number>, count: number, sorted: boolean): RankedValue[] {
  const list = Array.from(values, (value, index): RankedValue => ({ value, index }));
  const wanted = Math.min(count, list.length);
  if (wanted === 0) return [];
  if (wanted * 64 <= list.length) {
    selectIntoHeap(list, 0, wanted, list.length);
    sortHeap(list, wanted);
  } else {
    placeNth(list, wanted - 1);
    if (sorted) sortRange(list, wanted - 1);
  }
  return list.slice(0, wanted);
}

function swap(list: Heap, a: number, b: number): void {
  const kept = list[a]!;
  list[a] = list[b]!;
  list[b] = kept;
}

function depthLimit(length: number): number {
  return 2 * (31 - Math.clz32(length));
}

/** `std::nth_element`: what comes before position `nth` stands before it. */
function placeNth(list: Heap, nth: number): void {
  let first = 0;
  let last = list.length;
  for (let depth = depthLimit(last); last - first > 3; depth--) {
    if (depth === 0) {
      selectIntoHeap(list, first, nth + 1, last);
      swap(list, first, nth);
      return;
    }
    const cut = partition(list, first, last);
    if (cut <= nth) first = cut;
    else last = cut;
  }
  insertionSort(list, first, last);
}

/** `std::sort` of the first `end` entries. */
function sortRange(list: Heap, end: number): void {
  if (end < 2) return;
  introsort(list, 0, end, depthLimit(end));
  const guarded = Math.min(end, 16);
  insertionSort(list, 0, guarded);
  for (let i = guarded; i < end; i++) insertBackwards(list, i);
}

function introsort(list: Heap, first: number, end: number, depth: number): void {
  let last = end;
  for (let left = depth; last - first > 16; left--) {
    if (left === 0) {
      const part = list.slice(first, last);
      makeHeap(part, part.length);
      sortHeap(part, part.length);
      part.forEach((entry, index) => (list[first + index] = entry));
      return;
    }
    const cut = partition(list, first, last);
    introsort(list, cut, last, left - 1);
    last = cut;
  }
}

/** Parts `[first, last)` around the median of three; returns where the second part starts. */
function partition(list: Heap, first: number, last: number): number {
  medianToFirst(list, first, first + 1, first + Math.floor((last - first) / 2), last - 1);
  let low = first + 1;
  let high = last;
  for (;;) {
    while (before(list[low]!, list[first]!)) low++;
    high--;
    while (before(list[first]!, list[high]!)) high--;
    if (low >= high) return low;
    swap(list, low, high);
    low++;
  }
}

function medianToFirst(list: Heap, first: number, a: number, b: number, c: number): void {
  const less = (x: number, y: number): boolean => before(list[x]!, list[y]!);
  let median: number;
  if (less(a, b)) median = less(b, c) ? b : less(a, c) ? c : a;
  else median = less(a, c) ? a : less(b, c) ? c : b;
  swap(list, first, median);
}

function insertionSort(list: Heap, first: number, last: number): void {
  for (let i = first + 1; i < last; i++) {
    const entry = list[i]!;
    if (before(entry, list[first]!)) {
      list.copyWithin(first + 1, first, i);
      list[first] = entry;
    } else {
      insertBackwards(list, i);
    }
  }
}

function insertBackwards(list: Heap, from: number): void {
  const entry = list[from]!;
  let place = from;
  for (; before(entry, list[place - 1]!); place--) list[place] = list[place - 1]!;
  list[place] = entry;
}

/** Leaves the entries of `[first, last)` that come first as a heap in `[first, middle)`. */
function selectIntoHeap(list: Heap, first: number, middle: number, last: number): void {
  const heap = list.slice(first, middle);
  makeHeap(heap, heap.length);
  for (let i = middle; i < last; i++) {
    if (!before(list[i]!, heap[0]!)) continue;
    const entry = list[i]!;
    list[i] = heap[0]!;
    siftDown(heap, 0, heap.length, entry);
  }
  heap.forEach((entry, index) => (list[first + index] = entry));
}

function makeHeap(heap: Heap, length: number): void {
  for (let parent = Math.floor((length - 2) / 2); parent >= 0; parent--) siftDown(heap, parent, length, heap[parent]!);
}

function sortHeap(heap: Heap, length: number): void {
  for (let last = length - 1; last > 0; last--) {
    const entry = heap[last]!;
    heap[last] = heap[0]!;
    siftDown(heap, 0, last, entry);
  }
}

/** Fills the hole at `top` from below down to a leaf, then lets `entry` rise from there. */
function siftDown(heap: Heap, top: number, length: number, entry: RankedValue): void {
  let hole = top;
  let child = top;
  while (child < Math.floor((length - 1) / 2)) {
    child = 2 * (child + 1);
    if (before(heap[child]!, heap[child - 1]!)) child--;
    heap[hole] = heap[child]!;
    hole = child;
  }
  if (length % 2 === 0 && child === Math.floor((length - 2) / 2)) {
    child = 2 * child + 1;
    heap[hole] = heap[child]!;
    hole = child;
  }
  while (hole > top) {
    const parent = Math.floor((hole - 1) / 2);
    if (!before(heap[parent]!, entry)) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = entry;
}
