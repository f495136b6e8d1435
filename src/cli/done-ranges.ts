/** A set of positions, as few ranges: `[[0, 512], [514, 600]]`, ends excluded. */
export type Range = readonly [start: number, end: number];

export class DoneRanges {
  /** Sorted; no two touch. An ordered run has one, an unordered run about one for each record stream. */
  readonly #ranges: [number, number][];

  constructor(ranges: readonly Range[] = []) {
    this.#ranges = ranges.map(([start, end]) => [start, end]);
  }

  get ranges(): readonly Range[] {
    return this.#ranges.map(([start, end]) => [start, end]);
  }

  get count(): number {
    return this.#ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  has(position: number): boolean {
    const range = this.#ranges[this.#indexOf(position)];
    return range !== undefined && range[0] <= position;
  }

  add(position: number): void {
    const at = this.#indexOf(position);
    const after = this.#ranges[at];
    if (after !== undefined && after[0] <= position) return;
    const before = this.#ranges[at - 1];
    const joinsBefore = before !== undefined && before[1] === position;
    const joinsAfter = after !== undefined && after[0] === position + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#ranges.splice(at, 1);
    } else if (joinsBefore) before[1] = position + 1;
    else if (joinsAfter) after[0] = position;
    else this.#ranges.splice(at, 0, [position, position + 1]);
  }

  /** The first range that ends after `position`. Searched from the end, where new positions are added. */
  #indexOf(position: number): number {
    let at = this.#ranges.length;
    while (at > 0 && (this.#ranges[at - 1]?.[1] ?? 0) > position) at -= 1;
    return at;
  }
}

/** The ranges, and none of `positions` in them. */
export function without(ranges: readonly Range[], positions: ReadonlySet<number>): Range[] {
  const sorted = [...positions].sort((a, b) => a - b);
  return ranges.flatMap(([start, end]) => {
    const cuts = sorted.filter((position) => start <= position && position < end);
    const starts = [start, ...cuts.map((cut) => cut + 1)];
    return starts
      .map((from, at): Range => [from, cuts[at] ?? end])
      .filter(([from, to]) => from < to);
  });
}
