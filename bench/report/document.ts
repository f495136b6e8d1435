/** The whole report of one run of the command: what `RESULTS.md` holds. */
import type { Result } from '../harness/tournament.ts';
import { judge } from './judgement.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { rowSection } from './table.ts';

export interface Findings {
  readonly results: readonly Result[];
  /** Growth and break-even, each a section of its own. */
  readonly studies: readonly string[];
  readonly runs: number;
  readonly minutes: number;
}

export function documentOf({ results, studies, runs, minutes }: Findings): string {
  const verdicts = results.flatMap(judge);
  const reached = verdicts.filter(({ isReached }) => isReached).length;
  return `${[
    '# Results of `npm run bench`',
    'Made by the command (`npm run bench -- --write`), never by hand.',
    [
      `- ${new Date().toISOString().slice(0, 10)}, ${minutes.toFixed(1)} minutes`,
      `- ${describeMachine()}`,
      `- ${describeVersions()}`,
      `- ${HOW(runs)}`,
    ].join('\n'),
    `${reached} of ${verdicts.length} targets reached.`,
    '![how many times over each target is met](results.svg)',
    ...results.map(rowSection),
    ...studies,
    `Minutes: ${results.map(({ row, minutes }) => `${row.id} ${minutes.toFixed(1)}`).join(', ')}; the studies had the rest.`,
  ].join('\n\n')}\n`;
}

const HOW = (runs: number): string =>
  `medians of ${runs} alternating runs, each in a fresh process; ratios are taken within a run, ` +
  'then their median; in P1 to P6 a contestant does the same work some times before the clock starts; cold is the first call ' +
  'of a fresh program, its workers started; page faults are minor ones, of the program and its workers; memory is the sum of the peaks of all processes; every answer is checked';
