/** The pool against oracles on random cases, until its time is up: whether nothing differs that KNOWN does not explain. */
import { describe } from './divergence.ts';
import { domainsNamed } from './domains.ts';
import { Pools } from './pools.ts';
import { search } from './search.ts';

export interface TimedRun {
  readonly seed: number;
  readonly deadlineMs: number;
  readonly only: string | undefined;
}

export async function searchDifferences({ seed, deadlineMs, only }: TimedRun): Promise<boolean> {
  await using pools = new Pools();
  const report = await search(
    {
      seed,
      domains: domainsNamed(only),
      goesOn: () => performance.now() < deadlineMs,
      onFinding: ({ seed: found, divergence }) => {
        console.log(
          `\n── found with --seed ${found} --only ${divergence.domain}\n${describe(divergence)}`,
        );
      },
    },
    pools,
  );
  for (const [title, times] of report.known) console.log(`${times} × known: ${title}`);
  console.log(`${report.cases} cases, ${report.findings.length} findings`);
  return report.findings.length === 0;
}
