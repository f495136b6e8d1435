/**
 * Looks for divergences: rounds of random cases, each with a seed of its own that follows from the run's.
 * What is found is shrunk, told once, and the search goes on for others; what KNOWN explains is counted.
 */
import fc from 'fast-check';
import { Diverged, type Divergence, signatureOf } from './divergence.ts';
import type { Domain } from './fuzz-case.ts';
import { isDocumented } from './documented.ts';
import { explain } from './known.ts';
import type { Pools } from './pools.ts';

const CASES_A_ROUND = 200;
/** Shrinking what never settles waits for each of the smaller cases. */
const HANGS_A_ROUND = 12;
/** What functions leave behind in workers is bounded by this. */
const ROUNDS_A_POOL = 10;

export interface Finding {
  readonly seed: number;
  /** As small as it could be made. */
  readonly divergence: Divergence;
}

export interface Report {
  readonly cases: number;
  readonly findings: readonly Finding[];
  /** How often each row of KNOWN explained a divergence. */
  readonly known: ReadonlyMap<string, number>;
}

export interface Run {
  readonly domains: readonly Domain[];
  readonly seed: number;
  /** Asked between two rounds. */
  readonly goesOn: (round: number) => boolean;
  readonly casesARound?: number;
  readonly onFinding?: (finding: Finding) => void;
}

export async function search(run: Run, pools: Pools): Promise<Report> {
  const state = new Search(run, pools);
  for (let round = 0; run.goesOn(round); round += 1) {
    for (const domain of run.domains) await state.round(domain, run.seed + round);
    if (round % ROUNDS_A_POOL === ROUNDS_A_POOL - 1) await pools.renew();
  }
  return state;
}

class Search implements Report {
  cases = 0;
  readonly findings: Finding[] = [];
  readonly known: Map<string, number> = new Map();
  readonly #told = new Set<string>();
  readonly #run: Run;
  readonly #pools: Pools;

  constructor(run: Run, pools: Pools) {
    this.#run = run;
    this.#pools = pools;
  }

  async round({ name, cases }: Domain, seed: number): Promise<void> {
    // Only what was found first is shrunk: a smaller case of another fault is another finding.
    let target: string | undefined;
    let hangs = 0;
    const property = fc.asyncProperty(cases, async (one) => {
      if (hangs === HANGS_A_ROUND) return;
      this.cases += 1;
      const divergence = await one.run(this.#pools);
      if (divergence === undefined || isDocumented(divergence) || this.#isOld(divergence)) return;
      if (isHang(divergence)) {
        hangs += 1;
        await this.#pools.renew();
      }
      target ??= signatureOf(divergence);
      if (target === signatureOf(divergence)) throw new Diverged(divergence);
    });
    const numRuns = this.#run.casesARound ?? CASES_A_ROUND;
    const details = await fc.check(property, { seed, numRuns, maxSkipsPerRun: 1000 });
    if (details.failed) this.#tell(name, seed, details.errorInstance);
  }

  #isOld(divergence: Divergence): boolean {
    const row = explain(divergence);
    if (row !== undefined) this.known.set(row, (this.known.get(row) ?? 0) + 1);
    return row !== undefined || this.#told.has(signatureOf(divergence));
  }

  #tell(domain: string, seed: number, error: unknown): void {
    if (!(error instanceof Diverged))
      throw new Error(`the fuzzer itself (${domain}, seed ${seed})`, { cause: error });
    this.#told.add(error.message);
    const finding = { seed, divergence: error.divergence };
    this.findings.push(finding);
    this.#run.onFinding?.(finding);
  }
}

function isHang({ what }: Divergence): boolean {
  return /NeverSettles|Uncaught/.test(what);
}
