/**
 * One number over time: its title, what it is now, and a plot. A pointer, or the arrow keys while it has the focus, shows what it
 * was at a moment; the same moment is shown in all charts.
 */
import { formatTime } from '../../progress/format.ts';
import type { Column } from '../messages.ts';
import { el, setAttribute, setText, svg } from './dom.ts';
import type { Pool } from './store.ts';
import { areaPath, linePath, type TimeAxis, WIDTH } from './time-axis.ts';

const HEIGHT = 100;
/** Nothing touches the upper edge. */
const TOP = 6;

export interface ChartOptions {
  readonly title: string;
  /** The first is what the chart is about; with `'area'` it is filled. */
  readonly columns: readonly (readonly [column: Column, legend: string, tone: string])[];
  readonly shape: 'area' | 'lines';
  /** Times span decades. */
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
  /** What the top of the plot stands for at least. */
  readonly atLeast?: (pool: Pool) => number;
}

/** What all charts of a page show of the past; `undefined`: of now. */
export interface Cursor {
  tick: number | undefined;
  onMove: () => void;
}

export class Chart {
  readonly root: HTMLElement;
  readonly #options: ChartOptions;
  readonly #cursor: Cursor;
  readonly #values: readonly HTMLElement[];
  readonly #most = el('span', { class: 'most' });
  readonly #when = el('span', { class: 'when' });
  readonly #paths: readonly SVGPathElement[];
  readonly #line = svg('path', { class: 'cursor' });
  #axis: TimeAxis | undefined;

  constructor(options: ChartOptions, cursor: Cursor) {
    const { title, columns, shape } = options;
    this.#options = options;
    this.#cursor = cursor;
    this.#values = columns.map(() => el('b'));
    this.#paths = columns.map(([, , tone], at) =>
      svg('path', { class: `${shape === 'area' && at === 0 ? 'area' : 'line'} ${tone}` }),
    );
    const plot = svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      ...this.#paths,
      this.#line,
    );
    const legends = columns.map(([, legend, tone], at) =>
      el('span', { class: `legend ${tone}` }, `${legend} `, this.#values[at] ?? ''),
    );
    const frame = el('div', { class: 'plot', tabindex: '0', role: 'group' }, plot, this.#most);
    frame.setAttribute('aria-label', `${title} over time: arrow keys move through it`);
    this.root = el('figure', {}, el('figcaption', {}, el('h3', {}, title), this.#when));
    this.root.append(el('p', { class: 'legends' }, ...legends), frame);
    this.#listen(frame);
  }

  update(pool: Pool, axis: TimeAxis): void {
    this.#axis = axis;
    const { columns, scale, format, atLeast } = this.#options;
    const seen = columns.map(([name]) => pool.columns[name]);
    const start = Math.max(0, axis.first - pool.from);
    const all = seen.flatMap((values) => values.slice(start));
    const most = Math.max(atLeast?.(pool) ?? 0, ...all);
    const least = Math.min(most, ...all.filter((value) => value > 0));
    const yOf = scale === 'log' ? logScale(least, most) : linearScale(most);
    for (const [at, path] of this.#paths.entries()) {
      const ys = (seen[at] ?? []).map((value) => (value < 0 ? undefined : yOf(value)));
      const isArea = path.classList.contains('area');
      const filled = isArea
        ? areaPath(
            axis,
            pool.from,
            ys.map((y) => y ?? HEIGHT),
            HEIGHT,
          )
        : '';
      setAttribute(path, 'd', isArea ? filled : linePath(axis, pool.from, ys));
    }
    setText(this.#most, most > 0 ? format(most) : '');
    this.#showValues(pool, axis);
  }

  #showValues(pool: Pool, axis: TimeAxis): void {
    const { columns, format } = this.#options;
    const { tick } = this.#cursor;
    for (const [at, [name]] of columns.entries()) {
      const values = pool.columns[name];
      // Of times, the latest there are: a second in which nothing ended says nothing about them.
      const value =
        tick === undefined ? values.findLast((one) => one >= 0) : values[tick - pool.from];
      const node = this.#values[at];
      if (node !== undefined) setText(node, value === undefined || value < 0 ? '–' : format(value));
    }
    setText(this.#when, tick === undefined ? '' : `${formatTime(Math.max(0, axis.ago(tick)))} ago`);
    const x = tick === undefined ? undefined : axis.x(tick);
    setAttribute(this.#line, 'd', x === undefined ? undefined : `M${x} 0V${HEIGHT}`);
  }

  #listen(frame: HTMLElement): void {
    frame.addEventListener('pointermove', ({ clientX }) => {
      const { left, width } = frame.getBoundingClientRect();
      this.#moveTo(this.#axis?.tickAt((clientX - left) / width));
    });
    frame.addEventListener('pointerleave', () => this.#moveTo(undefined));
    frame.addEventListener('blur', () => this.#moveTo(undefined));
    frame.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#moveTo(undefined);
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const step = (event.key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 10 : 1);
      event.preventDefault();
      const last = this.#axis?.tickAt(1) ?? 0;
      const tick = (this.#cursor.tick ?? last) + step;
      this.#moveTo(Math.min(last, Math.max(this.#axis?.first ?? 0, tick)));
    });
  }

  #moveTo(tick: number | undefined): void {
    this.#cursor.tick = tick;
    this.#cursor.onMove();
  }
}

function linearScale(most: number): (value: number) => number {
  return (value) => (most === 0 ? HEIGHT : round(HEIGHT - (value / most) * (HEIGHT - TOP)));
}

function logScale(least: number, most: number): (value: number) => number {
  const low = Math.log10(Math.max(least, 1e-4)) - 0.2;
  const high = Math.max(low + 1, Math.log10(Math.max(most, 1e-4)));
  return (value) => {
    const share = (Math.log10(Math.max(value, 1e-4)) - low) / (high - low);
    return round(HEIGHT - Math.max(0, share) * (HEIGHT - TOP));
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
