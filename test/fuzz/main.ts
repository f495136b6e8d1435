/**
 * `npm run fuzz -- --minutes N [--seed S] [--only values|functions|errors|options]`: the pool against
 * oracles on random cases. Exits with 1 if they differ in something that KNOWN does not explain.
 */
import { parseArgs } from 'node:util';
import { describe } from './divergence.ts';
import { domainsNamed } from './domains.ts';
import { Pools } from './pools.ts';
import { search } from './search.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const deadline = performance.now() + Number(values.minutes) * 60_000;
console.log(`seed ${seed} (repeat with --seed ${seed})`);

await using pools = new Pools();
const report = await search(
  {
    seed,
    domains: domainsNamed(values.only),
    goesOn: () => performance.now() < deadline,
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
process.exitCode = report.findings.length === 0 ? 0 : 1;
