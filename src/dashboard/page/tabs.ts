/** The pools, one to be chosen: tabs, with the keys that tabs have. */
import { formatRate } from '../../progress/format.ts';
import { el, ListView, setAttribute, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

interface Tab {
  readonly pool: Pool;
  readonly isChosen: boolean;
}

export class Tabs {
  readonly #root: HTMLElement;
  readonly #list: ListView<Tab>;

  constructor(root: HTMLElement, onChoose: (label: string) => void) {
    this.#root = root;
    this.#list = new ListView(
      root,
      ({ pool }) => pool.now.label,
      (tab) => makeTab(tab, onChoose),
    );
    root.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (step !== undefined) this.#moveBy(step, event);
    });
  }

  update(pools: readonly Pool[], chosen: Pool | undefined): void {
    this.#root.hidden = pools.length < 2;
    this.#list.update(pools.map((pool) => ({ pool, isChosen: pool === chosen })));
  }

  #moveBy(step: number, event: Event): void {
    const tabs = [...this.#root.querySelectorAll<HTMLElement>('[role=tab]')];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const next = tabs[Math.min(tabs.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  }
}

function makeTab({ pool: { now } }: Tab, onChoose: (label: string) => void): View<Tab> {
  const words = el('small');
  const alarm = el('span', { class: 'badge' });
  const name = el('b', {}, now.label);
  const root = el('button', { role: 'tab', type: 'button', 'aria-controls': 'pool' });
  root.append(name, alarm, words);
  root.addEventListener('click', () => onChoose(now.label));
  return {
    root,
    update({ pool, isChosen }) {
      const { findings, workers, sample, state } = pool.now;
      setAttribute(root, 'aria-selected', `${isChosen}`);
      setAttribute(root, 'tabindex', isChosen ? '0' : '-1');
      alarm.hidden = findings.length === 0;
      setText(alarm, `⚠ ${findings.length}`);
      const busy = workers.filter((worker) => worker.state === 'busy').length;
      const living = workers.filter((worker) => worker.state !== 'dead').length;
      const rate = sample === undefined || sample.done === 0 ? '' : ` · ${formatRate(sample.done)}`;
      setText(words, sample === undefined ? state : `${busy} of ${living} busy${rate}`);
    },
  };
}
