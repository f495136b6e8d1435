/**
 * `npm run bench:cluster`: the cluster's engine, beside a BullMQ worker that does the same by hand.
 *
 *    rows ──► rig of each contestant, in turns ──► the middle of the rounds ──► RESULTS.md
 *
 * `npm run bench:cluster -- tiny cancel` measures only these rows and writes nothing.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { bullmq } from './bullmq-rig.ts';
import { signingFigures } from './signing-row.ts';
import { nats } from './nats-rig.ts';
import type { Contestant } from './rig.ts';
import { type Figures, ROWS, type Row } from './rows.ts';

const ROUNDS = 3;
const SIGNING = 'signing';
const wanted = process.argv.slice(2);
const names = [...ROWS.map(({ name }) => name), SIGNING];
const unknown = wanted.find((name) => !names.includes(name));

if (unknown === undefined) await bench();
else {
  console.error(`no row is called ${unknown}; there are: ${names.join(', ')}`);
  process.exitCode = 2;
}

async function bench(): Promise<void> {
  const contestants = [nats, bullmq].filter(({ name, missing }) => {
    if (missing !== false) console.error(`${name} is left out: ${missing}`);
    return missing === false;
  });
  const sections: string[] = [];
  for (const row of ROWS.filter(({ name }) => isWanted(name))) {
    sections.push(await sectionOf(row, contestants));
    console.log(`\n${sections.at(-1)}`);
  }
  if (isWanted(SIGNING)) {
    sections.push(
      tableOf(SIGNING, 'sign and verify one message with five headers', { ours: signingFigures() }),
    );
    console.log(`\n${sections.at(-1)}`);
  }
  if (wanted.length > 0) return;
  const file = new URL('../../../bench/cluster/RESULTS.md', import.meta.url);
  await writeFile(file, `${[heading(), ...sections].join('\n\n')}\n`);
}

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.includes(name);
}

/** A B A B A B, so that a busy moment of the machine hits both. */
async function sectionOf(row: Row, contestants: readonly Contestant[]): Promise<string> {
  const rounds = new Map<string, Figures[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contestant of contestants) {
      const figures = await row.measure(contestant);
      rounds.set(contestant.name, [...(rounds.get(contestant.name) ?? []), figures]);
      console.error(
        `${row.name}, ${contestant.name}, round ${round + 1}: ${JSON.stringify(figures)}`,
      );
    }
  }
  const middles = [...rounds].map(([name, all]) => [name, middleOf(all)] as const);
  return tableOf(row.name, row.what, Object.fromEntries(middles));
}

/** Of each figure the one in the middle. */
function middleOf(rounds: readonly Figures[]): Figures {
  const [first = {}] = rounds;
  return Object.fromEntries(
    Object.keys(first).map((key) => {
      const sorted = rounds
        .map((figures) => figures[key] ?? '')
        .toSorted((a, b) => numberIn(a) - numberIn(b));
      return [key, sorted[Math.floor(sorted.length / 2)] ?? ''];
    }),
  );
}

function numberIn(figure: string): number {
  return Number.parseFloat(figure.replaceAll(',', ''));
}

function tableOf(name: string, what: string, columns: Readonly<Record<string, Figures>>): string {
  const heads = Object.keys(columns);
  const keys = Object.keys(Object.values(columns)[0] ?? {});
  return [
    `## ${name}`,
    '',
    `${what[0]?.toUpperCase()}${what.slice(1)}.`,
    '',
    `| | ${heads.join(' | ')} |`,
    `|---|${heads.map(() => '---|').join('')}`,
    ...keys.map(
      (key) => `| ${key} | ${heads.map((head) => columns[head]?.[key] ?? '').join(' | ')} |`,
    ),
  ].join('\n');
}

function heading(): string {
  const version = (command: string): string =>
    spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.trim().split('\n')[0] ?? 'none';
  return [
    '# The engine of a cluster, beside BullMQ',
    '',
    `Written by \`npm run bench:cluster\`: Node ${process.version}, ${cpus().length} shared cores, all on one machine`,
    `over loopback, ${ROUNDS} rounds in turns, of each figure the middle. \`${version('nats-server')}\`,`,
    `\`${version('redis-server')}\`. Both confirm every chunk when it is kept; both send bodies back as they came.`,
    'Without functions and signatures: what signing adds is the last table.',
  ].join('\n');
}
