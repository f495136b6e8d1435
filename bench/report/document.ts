/** The whole report of one run of the command: what `RESULTS.md` holds. */
import { QUICK_ROW_MS, type Result } from '../harness/tournament.ts';
import { judge } from './judgement.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { rowSection } from './table.ts';

export interface Findings {
  readonly results: readonly Result[];
  /** Growth and break-even, each a section of its own. */
  readonly studies: readonly string[];
  readonly runs: number;
  readonly quickRuns: number | undefined;
  readonly minutes: number;
  /** Whether it is the second table. */
  readonly isMore: boolean;
}

export function documentOf(findings: Findings): string {
  const { results, studies, minutes, isMore } = findings;
  const command = isMore ? 'npm run bench -- more' : 'npm run bench';
  const verdicts = results.flatMap(judge);
  const reached = verdicts.filter(({ isReached }) => isReached).length;
  return `${[
    `# Results of \`${command}\``,
    `Made by the command (\`${isMore ? command : `${command} --`} --write\`), never by hand. ${isMore ? 'The first table is [RESULTS.md](RESULTS.md).' : 'Served objects, large arrays, chains, growth and break-even are in [MORE.md](MORE.md).'}`,
    [
      `- ${new Date().toISOString().slice(0, 10)}, ${minutes.toFixed(1)} minutes`,
      `- ${describeMachine()}`,
      `- ${describeVersions()}`,
      `- ${HOW(findings)}`,
    ].join('\n'),
    `${reached} of ${verdicts.length} targets reached.`,
    ...(isMore ? [] : ['![how many times over each target is met](results.svg)']),
    ...results.map(rowSection),
    ...studies,
    `Minutes: ${results.map(({ row, minutes }) => `${row.id} ${minutes.toFixed(1)}`).join(', ')}${isMore ? '; the studies had the rest' : ''}.`,
  ].join('\n\n')}\n`;
}

const HOW = ({ runs, quickRuns = runs }: Findings): string =>
  `medians of ${runs} alternating runs${quickRuns > runs ? `, ${quickRuns} where these took less than ${QUICK_ROW_MS / 1000} s` : ''}, each in a fresh process; ratios are taken within a run, ` +
  'then their median; in P1 to P6 a contestant does the same work some times before the clock starts; cold is the first call ' +
  'of a fresh program, its workers started; page faults are minor ones, of the program and its workers; memory is the sum of the peaks of all processes; every answer is checked';
