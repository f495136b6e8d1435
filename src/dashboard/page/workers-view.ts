/** The workers: a lane each, how much of each second it worked, its memory over that, and what it runs now. */
import { formatCount, formatMemory, formatTime } from '../../progress/format.ts';
import type { RunningNow, WorkerNow } from '../messages.ts';
import { el, ListView, setAttribute, setText, svg, type View } from './dom.ts';
import type { Pool } from './store.ts';
import { areaPath, linePath, type TimeAxis, WIDTH } from './time-axis.ts';

const HEIGHT = 24;
const BYTES_PER_MB = 1_000_000;

interface Row {
  readonly worker: WorkerNow;
  readonly pool: Pool;
  readonly axis: TimeAxis;
  /** Of all workers, in MB: all lanes have the same scale. */
  readonly mostMemory: number;
  readonly isStuck: boolean;
  readonly isLeaking: boolean;
}

export class WorkersView {
  readonly root: HTMLElement;
  readonly #list: ListView<Row>;
  readonly #counts = el('span', { class: 'counts' });

  constructor() {
    const head = el('div', { class: 'lane-head', 'aria-hidden': 'true' });
    const names = ['worker', 'busy, and memory as a line', 'now', 'memory', 'tasks'];
    head.append(...names.map((name) => el('span', {}, name)));
    const list = el('ol', { class: 'lanes' });
    const title = el('h2', { id: 'workers-title' }, 'Workers ', this.#counts);
    this.root = el('section', { 'aria-labelledby': 'workers-title' }, title, head, list);
    this.#list = new ListView(list, ({ worker }) => worker.id, makeRow);
  }

  update(pool: Pool, axis: TimeAxis): void {
    const { workers, findings, totals } = pool.now;
    const named = (kind: string): Set<number> =>
      new Set(findings.filter((one) => one.kind === kind).flatMap((one) => one.workers));
    const [stuck, leaking] = [named('stuck'), named('leak')];
    const mostMemory = Math.max(1, ...workers.map(({ memory }) => memory / BYTES_PER_MB)) * 1.25;
    setText(this.#counts, countsOf(workers, totals.replaced));
    this.#list.update(
      workers.map((worker) => ({
        worker,
        pool,
        axis,
        mostMemory,
        isStuck: stuck.has(worker.id),
        isLeaking: leaking.has(worker.id),
      })),
    );
  }
}

function countsOf(workers: readonly WorkerNow[], replaced: number): string {
  const states = ['busy', 'idle', 'starting', 'stopping'] as const;
  const counts = states.map((state) => {
    const count = workers.filter((worker) => worker.state === state).length;
    return count === 0 ? '' : `${count} ${state}`;
  });
  return [...counts, replaced === 0 ? '' : `${replaced} replaced`].filter(Boolean).join(' · ');
}

function makeRow(first: Row): View<Row> {
  const { id } = first.worker;
  const dot = el('i', { class: 'dot', 'aria-hidden': 'true' });
  const place = el('small');
  const busy = svg('path', { class: 'area busy' });
  const memoryLine = svg('path', { class: 'line memory' });
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' };
  const strip = svg('svg', { ...box, 'aria-hidden': 'true' }, busy, memoryLine);
  const now = el('span', { class: 'now' });
  const memory = el('span', { class: 'memory number' });
  const tasks = el('span', { class: 'tasks number' });
  const name = el('span', { class: 'name' }, dot, el('b', {}, `${id}`), ' ', place);
  const root = el('li', { 'data-worker': `${id}` }, name, strip, now, memory, tasks);
  return {
    root,
    update({ worker, pool, axis, mostMemory, isStuck, isLeaking }) {
      setAttribute(root, 'data-state', worker.state);
      setAttribute(root, 'data-alarm', isStuck ? 'stuck' : isLeaking ? 'leak' : undefined);
      setText(place, worker.place);
      setText(now, wordsOf(worker, isStuck));
      setAttribute(now, 'title', now.textContent ?? '');
      setText(memory, worker.memory > 0 ? formatMemory(worker.memory) : '');
      setText(tasks, formatCount(worker.tasks));
      const lane = pool.lanes.get(worker.id);
      if (lane === undefined) return;
      const ys = lane.share.map((percent) => HEIGHT - (percent / 100) * (HEIGHT - 2));
      setAttribute(busy, 'd', areaPath(axis, lane.from, ys, HEIGHT));
      const memoryYs = lane.memory.map((mb) =>
        mb === 0 ? undefined : HEIGHT - (mb / mostMemory) * HEIGHT,
      );
      setAttribute(memoryLine, 'd', linePath(axis, lane.from, memoryYs));
    },
  };
}

function wordsOf({ state, running, reason }: WorkerNow, isStuck: boolean): string {
  if (state === 'dead')
    return reason === undefined || reason === '' ? '✕ gone' : `✕ ended: ${reason}`;
  if (running === undefined) return state;
  return `${isStuck ? '⚠ ' : ''}${running.fn} · ${itemsOf(running)} · ${formatTime(running.ms)}`;
}

function itemsOf({ first, last }: RunningNow): string {
  return first === last ? `item ${first}` : `items ${first}–${last}`;
}
