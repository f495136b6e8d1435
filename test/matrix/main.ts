/**
 * `npm run matrix [-- <part of a contestant's name> [<case>]]`: runs every case against every pool, and writes
 * `docs/never-hang.md`. With arguments it runs that part and only prints it; `shared` writes its own section of the page anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { CASES, type CaseName } from './cases.ts';
import type { Cell } from './cell.ts';
import type { Contestant } from './contestant.ts';
import { CONTESTANTS } from './contestants/all.ts';
import { document } from './document.ts';
import { runCell } from './run-cell.ts';
import { sharedSection, withSection } from './shared/section.ts';

const AT_ONCE = 2;
const PAGE = 'docs/never-hang.md';

const [, , wanted = '', wantedCase = ''] = process.argv;
const isPart = wanted !== '' || wantedCase !== '';
const contestants = CONTESTANTS.filter(({ name }) => name.includes(wanted));
const names = (Object.keys(CASES) as CaseName[]).filter((name) => name.includes(wantedCase));
const trials = contestants.flatMap((contestant) => names.map((name) => ({ contestant, name })));
const cells = new Map<string, Cell | undefined>();

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let trial = trials.shift(); trial !== undefined; trial = trials.shift()) {
      const { contestant, name } = trial;
      const cell = await tryTwice(contestant, name);
      cells.set(`${contestant.name} ${name}`, cell);
      if (cell !== undefined)
        console.log(`${contestant.name}: ${name}: ${cell.grade}, ${cell.text}`);
    }
  }),
);

if (!isPart) {
  const page = document({
    contestants,
    versions: Object.fromEntries(
      contestants.map((contestant) => [contestant.package, versionOf(contestant.package)]),
    ),
    cellOf: (contestant, name) => cells.get(`${contestant.name} ${name}`),
  });
  writeFileSync(PAGE, page);
}
const isShared = !isPart || wanted === 'shared';
const shared = isShared ? await sharedSection() : { text: '', isOursRight: true };
if (isShared) writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), shared.text));
const isOursRight = [...cells].every(
  ([key, cell]) => !key.startsWith('manyhands') || cell === undefined || cell.grade === 'right',
);
process.exitCode = isOursRight && shared.isOursRight ? 0 : 1;

/** What hangs is given a second chance: the machine may have been busy with something else. */
async function tryTwice(contestant: Contestant, name: CaseName): Promise<Cell | undefined> {
  const first = await runCell(contestant, name);
  return first?.grade === 'broken' ? await runCell(contestant, name) : first;
}

function versionOf(name: string): string {
  const file = name === 'manyhands' ? 'package.json' : `node_modules/${name}/package.json`;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
