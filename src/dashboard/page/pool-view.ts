/** All that is shown of one pool. */
import { formatCount, formatMemory, formatRate, formatTime } from '../../progress/format.ts';
import { CallsView } from './calls-view.ts';
import { Chart, type ChartOptions, type Cursor } from './chart.ts';
import { el, setText } from './dom.ts';
import { ErrorsView } from './errors-view.ts';
import { FindingsView } from './findings-view.ts';
import type { Pool } from './store.ts';
import { TablesView } from './tables-view.ts';
import type { TimeAxis } from './time-axis.ts';
import { WorkersView } from './workers-view.ts';

const CHARTS: readonly ChartOptions[] = [
  {
    title: 'Throughput',
    columns: [
      ['done', 'done', 'done'],
      ['failed', 'failed', 'bad'],
    ],
    shape: 'area',
    scale: 'linear',
    format: (value) => (value === 0 ? '0/s' : formatRate(value)),
  },
  {
    title: 'Queue',
    columns: [['queued', 'items', 'queue']],
    shape: 'area',
    scale: 'linear',
    format: formatCount,
  },
  {
    title: 'Running',
    columns: [
      ['runP50', 'median', 'done'],
      ['runP99', '99 %', 'late'],
    ],
    shape: 'lines',
    scale: 'log',
    format: formatTime,
  },
  {
    title: 'Waiting',
    columns: [
      ['waitP50', 'median', 'done'],
      ['waitP99', '99 %', 'late'],
    ],
    shape: 'lines',
    scale: 'log',
    format: formatTime,
  },
  {
    title: 'Busy',
    columns: [['busy', 'workers', 'busy']],
    shape: 'area',
    scale: 'linear',
    format: (value) => value.toFixed(1),
    atLeast: ({ now }) => now.workers.filter(({ state }) => state !== 'dead').length,
  },
  {
    title: 'Memory',
    columns: [['memory', 'of all workers', 'memory']],
    shape: 'area',
    scale: 'linear',
    format: formatMemory,
  },
];

export class PoolView {
  readonly root: HTMLElement = el('div', { class: 'pool' });
  readonly #title = el('h2', { class: 'title' });
  readonly #state = el('span', { class: 'pill' });
  readonly #findings = new FindingsView();
  readonly #charts: readonly Chart[];
  readonly #workers = new WorkersView();
  readonly #calls = new CallsView();
  readonly #errors = new ErrorsView();
  readonly #tables = new TablesView();

  constructor(cursor: Cursor) {
    this.#charts = CHARTS.map((options) => new Chart(options, cursor));
    const charts = el('div', { class: 'charts' }, ...this.#charts.map(({ root }) => root));
    this.root.append(
      el('div', { class: 'pool-head' }, this.#title, this.#state),
      this.#findings.root,
      charts,
      this.#calls.root,
      this.#workers.root,
      this.#errors.root,
      this.#tables.root,
    );
  }

  update(pool: Pool, axis: TimeAxis): void {
    setText(this.#title, pool.now.label);
    setText(this.#state, pool.now.state);
    for (const chart of this.#charts) chart.update(pool, axis);
    const parts = [this.#findings, this.#calls, this.#errors, this.#tables];
    for (const part of parts) part.update(pool);
    this.#workers.update(pool, axis);
  }
}
