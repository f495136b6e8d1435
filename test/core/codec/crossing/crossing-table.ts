/**
 * What becomes of every kind of value that is sent to a worker or comes back from one.
 *
 * One table, used twice: `crossing.test.ts` sends the samples of each row and checks what arrives,
 * and `scripts/crossing-table.mjs` writes the same rows into `docs/crossing.md`.
 */

/** One kind of value: how it is called, samples of it, and what arrives on the other side. */
export interface Crossing {
  readonly title: string;
  /** Made anew for each crossing; each is sent by itself. */
  readonly samples: () => readonly unknown[];
  readonly process: Verdict;
  readonly thread: Verdict;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Crossing[];
}

/** What happens on one version of Node. */
export type Settled =
  | { readonly is: 'same' }
  | { readonly is: 'changed'; readonly to: string; readonly check: Check }
  | { readonly is: 'refused' };

/** `since` is where Node itself changed its mind. */
export type Verdict =
  | Settled
  | {
      readonly is: 'since';
      readonly major: number;
      readonly now: Settled;
      readonly before: Settled;
    };

/** Whether what arrived is what the row says; each row knows the type of its own samples. */
export type Check = (arrived: never, sent: never) => boolean;

/** The verdict that holds on a version of Node. */
export function verdictOn(major: number, verdict: Verdict): Settled {
  if (verdict.is !== 'since') return verdict;
  return major >= verdict.major ? verdict.now : verdict.before;
}

/** The tables of `docs/crossing.md`. */
export function renderTables(sections: readonly Section[]): string {
  return sections.map(renderSection).join('\n\n');
}

function renderSection({ title, rows }: Section): string {
  const lines = rows.map(
    (row) => `| ${row.title} | ${textOf(row.process)} | ${textOf(row.thread)} |`,
  );
  return [`### ${title}`, '', '| value | processes | threads |', '|---|---|---|', ...lines].join(
    '\n',
  );
}

function textOf(verdict: Verdict): string {
  switch (verdict.is) {
    case 'same':
      return 'the same';
    case 'changed':
      return verdict.to;
    case 'refused':
      return '`NotSendableError`';
    case 'since':
      return `${textOf(verdict.now)} (before Node ${verdict.major}: ${textOf(verdict.before)})`;
  }
}
