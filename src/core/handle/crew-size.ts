/**
 * How many workers a crew is to have. It starts with all of them; those that have nothing to do for a while go, and
 * are started again when there is work.
 *
 *    target   max ── shrink ──► max−1 … 0 ── grow ──► max
 *
 * Owns the numbers; the crew does what they say.
 */
export class CrewSize {
  readonly max: number;
  /** So many there should be now. Only changed here. */
  target: number;

  constructor(max: number) {
    this.max = max;
    this.target = max;
  }

  /** There is work: all are needed. */
  grow(): void {
    this.target = this.max;
  }

  /** One has nothing to do: it goes, and gets no successor. */
  shrink(): void {
    this.target -= 1;
  }
}
