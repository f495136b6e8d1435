/** A case of any domain: what fast-check makes, shrinks and runs. */
import type fc from 'fast-check';
import type { Divergence, DomainName } from './divergence.ts';
import type { Pools } from './pools.ts';

export interface FuzzCase {
  /** Runs it on the pools and on the oracle. Resolves to how they differ, if they do. */
  run(pools: Pools): Promise<Divergence | undefined>;
}

export interface Domain {
  readonly name: DomainName;
  readonly cases: fc.Arbitrary<FuzzCase>;
}
