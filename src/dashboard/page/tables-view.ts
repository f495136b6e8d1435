/** Short lists of facts: the slowest tasks, the workers that have ended, the hosts of a cluster, all counts. */
import { formatCount, formatDuration, formatRate, formatTime } from '../../progress/format.ts';
import type { HostNow, PoolNow } from '../messages.ts';
import { el, ListView, section, setAttribute, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
  readonly tone?: string;
}

interface TableOptions {
  readonly title: string;
  /** It has too many columns to stand beside others, or to be a table on a phone. */
  readonly isWide?: true;
  readonly heads: readonly string[];
  readonly rows: (now: PoolNow) => readonly Row[];
}

const TABLES: readonly TableOptions[] = [
  {
    title: 'Hosts',
    isWide: true,
    heads: ['host', 'state', 'runs', 'rate', 'labels', 'version', 'up'],
    rows: ({ hosts }) => hosts.map(hostRow),
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

/** Those that take work need no word. */
const HOST_STATES: Readonly<Record<HostNow['state'], (host: HostNow) => string>> = {
  working: () => 'takes work',
  waiting: () => 'waits for its pool',
  quarantined: ({ at }) => `in quarantine for ${formatDuration(at - Date.now())}`,
  leaving: () => 'leaves',
  gone: ({ at }) => `gone for ${formatDuration(Date.now() - at)}`,
};

function hostRow(host: HostNow): Row {
  const { id, name, pid, state, slots, busy, itemsPerSecond: rate, labels, version } = host;
  const isThere = state !== 'gone';
  return {
    key: id,
    cells: [
      `${name} (pid ${pid})`,
      HOST_STATES[state](host),
      isThere ? `${busy} of ${slots}` : '–',
      rate > 0 ? formatRate(rate) : '–',
      labels.join(', '),
      version,
      isThere ? formatDuration(Date.now() - host.startedAt) : '–',
    ],
    ...(state === 'gone' || state === 'quarantined' ? { tone: 'bad' } : {}),
  };
}

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
  readonly #heads: readonly HTMLElement[];

  constructor({ title, isWide, heads, rows }: TableOptions) {
    this.#rows = rows;
    const body = el('tbody');
    this.#heads = heads.map((name) => el('th', { scope: 'col' }, name));
    const head = el('tr', {}, ...this.#heads);
    this.root = section(title, el('table', {}, el('thead', {}, head), body));
    if (isWide) this.root.classList.add('wide');
    this.#list = new ListView(
      body,
      ({ key }) => key,
      () => makeRow(heads),
    );
  }

  /** A column in which nothing stands is not shown. */
  update(now: PoolNow): void {
    const rows = this.#rows(now);
    this.root.hidden = rows.length === 0;
    this.#list.update(rows);
    for (const [at, head] of this.#heads.entries())
      head.hidden = rows.every(({ cells }) => cells[at] === '');
    for (const cell of this.root.querySelectorAll('td'))
      cell.hidden = this.#heads[cell.cellIndex]?.hidden ?? false;
  }
}

function makeRow(heads: readonly string[]): View<Row> {
  const nodes = heads.map((name) => el('td', { 'data-head': name }));
  const root = el('tr', {}, ...nodes);
  return {
    root,
    update(row) {
      setAttribute(root, 'data-tone', row.tone);
      for (const [at, node] of nodes.entries()) setText(node, row.cells[at] ?? '');
    },
  };
}
