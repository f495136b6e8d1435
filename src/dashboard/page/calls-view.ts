/** The calls: how far each has come, how fast, how long it will take; and those that are over. */
import {
  formatCount,
  formatDuration,
  formatRate,
  formatTime,
  remainingMs,
} from '../../progress/format.ts';
import type { CallNow } from '../messages.ts';
import { el, ListView, section, setAttribute, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

export class CallsView {
  readonly root: HTMLElement;
  readonly #calls: ListView<CallNow>;
  readonly #singles = el('p', { class: 'note' });

  constructor() {
    const calls = el('ol', { class: 'calls' });
    this.root = section('Calls', calls, this.#singles);
    this.#calls = new ListView(calls, ({ id }) => id, makeCall);
  }

  update({ now: { calls, singles } }: Pool): void {
    this.root.hidden = calls.length + singles === 0;
    this.#calls.update(calls);
    this.#singles.hidden = singles === 0;
    setText(this.#singles, `and ${formatCount(singles)} of apply under way`);
  }
}

function makeCall({ method, fn }: CallNow): View<CallNow> {
  const state = el('span', { class: 'state', 'aria-hidden': 'true' });
  const words = el('span', { class: 'words' });
  const fill = el('i');
  const label = `${method} ${fn}`;
  const bar = el('div', { class: 'bar', role: 'progressbar', 'aria-label': label }, fill);
  const name = el('span', { class: 'name' }, state, ` ${method} `, el('b', {}, fn));
  const root = el('li', {}, name, bar, words);
  return {
    root,
    update(call) {
      const { done, total, endedAt, error } = call;
      const isOver = endedAt !== undefined;
      const share = total === undefined ? undefined : total === 0 ? 1 : done / total;
      setAttribute(
        root,
        'data-state',
        error !== undefined ? 'failed' : isOver ? 'done' : 'running',
      );
      setText(state, error !== undefined ? '✕' : isOver ? '✓' : '▶');
      setText(words, wordsOf(call));
      setAttribute(bar, 'data-known', share === undefined ? undefined : '');
      fill.style.width = `${100 * (share ?? Number(isOver))}%`;
      const percent = share === undefined ? undefined : `${Math.floor(100 * Math.min(1, share))}`;
      setAttribute(bar, 'aria-valuenow', percent);
    },
  };
}

function wordsOf({ done, total, rate, startedAt, endedAt, error, waitsFor }: CallNow): string {
  const counts = `${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`}`;
  if (endedAt !== undefined) {
    const took = formatTime(endedAt - startedAt);
    return error === undefined
      ? `${counts} in ${took} · ${formatRate(rate)}`
      : `failed after ${took} and ${counts}: ${error}`;
  }
  const percent = total === undefined || total === 0 ? '' : `${Math.floor((100 * done) / total)} %`;
  const leftMs = total === undefined ? undefined : remainingMs(total - done, rate);
  const left = leftMs === undefined ? '' : `${formatDuration(leftMs)} left`;
  const waits = waitsFor === 'source' ? 'reading its source' : '';
  const running = `for ${formatDuration(Date.now() - startedAt)}`;
  return [percent, counts, formatRate(rate), left, running, waits].filter(Boolean).join(' · ');
}
