/** What a pool does while somebody looks, or nobody: tiny tasks, so that whatever is added to each of them shows. */
import { check } from '../../check.ts';
import { type Crew, mapWith } from '../../contestant.ts';

export interface Work {
  readonly title: string;
  /** How many items a round has, at most some tens of milliseconds. */
  readonly items: number;
  round(crew: Crew, items: readonly number[]): Promise<unknown>;
}

const SMALL = 10;

export const WORKS: readonly Work[] = [
  {
    title: 'map (P1)',
    items: 100_000,
    round: async (crew, items) => await mapWith(crew, 'square', items),
  },
  {
    title: 'apply (P3)',
    items: 5000,
    round: async (crew, items) => await Promise.all(items.map((item) => crew.run('square', item))),
  },
  {
    title: 'imap (P5)',
    items: 10_000,
    round: async (crew, items) => {
      const results = crew.stream?.('square', items) ?? [];
      for await (const square of results) check(Number(square) >= 0, 'square');
    },
  },
  {
    title: `maps of ${SMALL} items`,
    items: 5000,
    round: async (crew, items) => {
      const starts = items.filter((_, at) => at % SMALL === 0);
      await Promise.all(
        starts.map((from) => mapWith(crew, 'square', items.slice(from, from + SMALL))),
      );
    },
  },
];
