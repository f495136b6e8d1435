/**
 * One run of one contestant, in a process of its own, so that none inherits a warm JIT or a heap:
 * `node child.js P3 piscina '{"tasks":1000,"workers":2}'`.
 */
import { contestantNamed } from '../contestants/all.ts';
import type { Crew, CrewOptions } from '../contestant.ts';
import type { Sizes } from '../row.ts';
import { trialNamed } from '../trials.ts';
import { MARK, type Report } from './protocol.ts';

const [, , trial = '', contestant = '', sizes = '{}'] = process.argv;
const crews: Crew[] = [];
const report = await run().catch(
  (error: unknown): Report => ({ ok: false, reason: (error as Error)?.message ?? String(error) }),
);
process.stdout.write(`${MARK}${JSON.stringify(report)}\n`);
for await (const _ of process.stdin); // until memory has been read
await Promise.all(crews.map((crew) => crew[Symbol.asyncDispose]()));

async function run(): Promise<Report> {
  const who = contestantNamed(contestant);
  const openOwn = await who.load();
  const value = await trialNamed(trial).run({
    contestant: who,
    sizes: JSON.parse(sizes) as Sizes, // written by the harness
    openOwn,
    async open(options: CrewOptions) {
      const crew = await openOwn(options);
      crews.push(crew);
      return crew;
    },
  });
  return { ok: true, value };
}
