/** The calls: how far each has come, how fast, how long it will take; and those that are over. */
import { formatCount, formatDuration, formatRate, remainingMs } from '../../progress/format.ts';
import type { AppliesNow, CallNow } from '../messages.ts';
import { ms } from '../units.ts';
import { el, ListView, section, setAttribute, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

export class CallsView {
  readonly root: HTMLElement;
  readonly #calls: ListView<CallNow>;
  readonly #applies: ListView<AppliesNow>;

  constructor() {
    const calls = el('ol', { class: 'calls' });
    const applies = el('ul', { class: 'applies' });
    this.root = section('Calls', calls, applies);
    this.#calls = new ListView(calls, ({ id }) => id, makeCall);
    this.#applies = new ListView(applies, ({ fn }) => fn, makeApplies);
  }

  update({ now: { calls, applies } }: Pool): void {
    this.root.hidden = calls.length + applies.length === 0;
    this.#calls.update(calls);
    this.#applies.update(applies);
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
    const took = ms(endedAt - startedAt);
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

function makeApplies({ fn }: AppliesNow): View<AppliesNow> {
  const words = el('span', { class: 'words' });
  const root = el('li', {}, el('span', { class: 'name' }, 'apply ', el('b', {}, fn)), words);
  return {
    root,
    update({ running, done, failed }) {
      const parts = [`${formatCount(running)} under way`, `${formatCount(done)} done`];
      if (failed > 0) parts.push(`${formatCount(failed)} failed`);
      setText(words, parts.join(' · '));
    },
  };
}
