/** Short lists of facts: the slowest tasks, the workers that have ended, the hosts of a cluster, all counts. */
import { formatCount, formatDuration, formatTime } from '../../progress/format.ts';
import type { PoolNow } from '../messages.ts';
import { el, ListView, section, setAttribute, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
  readonly tone?: string;
}

interface TableOptions {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: (now: PoolNow) => readonly Row[];
}

const TABLES: readonly TableOptions[] = [
  {
    title: 'Hosts',
    heads: ['host', 'pid', 'busy', 'up', 'labels'],
    rows: ({ hosts }) =>
      hosts.map(({ name, pid, slots, busy, startedAt, labels }) => ({
        key: `${name} ${pid}`,
        cells: [
          name,
          `${pid}`,
          `${busy} of ${slots}`,
          formatDuration(Date.now() - startedAt),
          labels,
        ],
      })),
  },
  {
    title: 'Slowest tasks',
    heads: ['function', 'item', 'ran'],
    rows: ({ slowest }) =>
      slowest.map(({ fn, index, ms: ran }, at) => ({
        key: `${at}`,
        cells: [fn, `${index}`, formatTime(ran)],
      })),
  },
  {
    title: 'Ended workers',
    heads: ['worker', 'how', 'when'],
    rows: ({ ends }) =>
      ends.slice(0, 8).map(({ id, place, at, reason, isUnexpected }) => ({
        key: `${id}`,
        cells: [`${id} (${place})`, reason, `${formatDuration(Date.now() - at)} ago`],
        ...(isUnexpected ? { tone: 'bad' } : {}),
      })),
  },
  {
    title: 'Counts',
    heads: ['items', 'since the start'],
    rows: ({ totals }) =>
      (['done', 'queued', 'failed', 'lost', 'timedOut', 'retried', 'cancelled'] as const)
        .filter((name) => name === 'done' || totals[name] > 0)
        .map((name) => ({
          key: name,
          cells: [name === 'timedOut' ? 'timed out' : name, formatCount(totals[name])],
        })),
  },
];

export class TablesView {
  readonly root: HTMLElement = el('div', { class: 'tables' });
  readonly #tables = TABLES.map((options) => new Table(options));

  constructor() {
    this.root.append(...this.#tables.map(({ root }) => root));
  }

  update({ now }: Pool): void {
    for (const table of this.#tables) table.update(now);
  }
}

class Table {
  readonly root: HTMLElement;
  readonly #rows: (now: PoolNow) => readonly Row[];
  readonly #list: ListView<Row>;

  constructor({ title, heads, rows }: TableOptions) {
    this.#rows = rows;
    const body = el('tbody');
    const head = el('tr', {}, ...heads.map((name) => el('th', { scope: 'col' }, name)));
    this.root = section(title, el('table', {}, el('thead', {}, head), body));
    this.#list = new ListView(body, ({ key }) => key, makeRow);
  }

  update(now: PoolNow): void {
    const rows = this.#rows(now);
    this.root.hidden = rows.length === 0;
    this.#list.update(rows);
  }
}

function makeRow({ cells }: Row): View<Row> {
  const nodes = cells.map(() => el('td'));
  const root = el('tr', {}, ...nodes);
  return {
    root,
    update(row) {
      setAttribute(root, 'data-tone', row.tone);
      for (const [at, node] of nodes.entries()) setText(node, row.cells[at] ?? '');
    },
  };
}
