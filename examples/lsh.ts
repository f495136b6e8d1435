/**
 * Finds what is alike among many signatures without comparing each with each: locality-sensitive hashing.
 *
 * A signature is cut into 16 bands of 8. Only files that have a whole band in common are compared: of those that are 85 % alike 99 in 100
 * pairs are, of those that are 50 % alike 6.
 */
import { ORDERS, type Signed, similarityOf } from './minhash.ts';

export interface Group {
  /** Sorted; two at least. */
  readonly files: readonly Signed[];
  /** How like the first of them the others are, on average. */
  readonly similarity: number;
}

export const THRESHOLD = 0.85;

const BANDS = 16;
const ROWS = ORDERS / BANDS;

/** What is at least that much alike, and what is alike to that, and so on: the largest groups first. */
export function groupsOf(all: readonly Signed[]): Group[] {
  const files = all.filter(({ signature }) => signature !== undefined);
  const signatures = files.map(({ signature }) => signature as Uint32Array); // those without are left out
  const union = new Union(files.length);
  for (let band = 0; band < BANDS; band += 1) {
    for (const bucket of bucketsOf(signatures, band)) joinAlike(bucket, { signatures, union });
  }
  return union
    .sets()
    .map((set) => groupOf(set.map((index) => files[index] as Signed))) // indices of `files`
    .sort((a, b) => b.files.length - a.files.length || compare(a.files[0], b.files[0]));
}

/** Those that have this band in common. */
function bucketsOf(signatures: readonly Uint32Array[], band: number): number[][] {
  const buckets = new Map<string, number[]>();
  for (const [index, signature] of signatures.entries()) {
    const key = signature.subarray(band * ROWS, (band + 1) * ROWS).join();
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [index]);
    else bucket.push(index);
  }
  return [...buckets.values()].filter(({ length }) => length > 1);
}

function joinAlike(
  bucket: readonly number[],
  { signatures, union }: { signatures: readonly Uint32Array[]; union: Union },
): void {
  for (const [place, a] of bucket.entries()) {
    for (const b of bucket.slice(0, place)) {
      if (union.rootOf(a) === union.rootOf(b)) continue;
      const [one, other] = [signatures[a] as Uint32Array, signatures[b] as Uint32Array]; // a bucket holds indices
      if (similarityOf(one, other) >= THRESHOLD) union.join(a, b);
    }
  }
}

function groupOf(members: readonly Signed[]): Group {
  const files = members.toSorted(compare);
  const [first, ...others] = files.map(({ signature }) => signature as Uint32Array); // only those with one are compared
  const sum = others.reduce((total, each) => total + similarityOf(first as Uint32Array, each), 0); // two at least
  return { files, similarity: sum / others.length };
}

function compare(a: Signed | undefined, b: Signed | undefined): number {
  return (a?.file ?? '') < (b?.file ?? '') ? -1 : 1;
}

/** Disjoint sets of the numbers below `size`. */
class Union {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, index) => index);
  }

  rootOf(index: number): number {
    let at = index;
    for (;;) {
      const parent = this.#parents[at] as number; // indices are below `size`
      if (parent === at) return at;
      this.#parents[at] = this.#parents[parent] as number; // halves the way for those who come later
      at = parent;
    }
  }

  join(a: number, b: number): void {
    this.#parents[this.rootOf(a)] = this.rootOf(b);
  }

  /** Those of more than one. */
  sets(): number[][] {
    const sets = new Map<number, number[]>();
    for (const index of this.#parents.keys()) {
      const root = this.rootOf(index);
      const set = sets.get(root);
      if (set === undefined) sets.set(root, [index]);
      else set.push(index);
    }
    return [...sets.values()].filter(({ length }) => length > 1);
  }
}
