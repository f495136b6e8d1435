/** What stands out. New ones are told to screen readers. */
import type { Finding } from '../messages.ts';
import { el, ListView, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

export class FindingsView {
  readonly root: HTMLElement;
  readonly #list: ListView<Finding>;

  constructor() {
    const list = el('ul', { class: 'findings' });
    this.root = el('div', { role: 'status', 'aria-label': 'What stands out' }, list);
    this.#list = new ListView(list, keyOf, make);
  }

  update({ now: { findings } }: Pool): void {
    this.#list.update(findings);
  }
}

function keyOf({ kind, workers, about = '' }: Finding): string {
  return `${kind} ${workers.join(' ')} ${about}`;
}

function make({ kind }: Finding): View<Finding> {
  const text = el('b');
  const advice = el('span');
  const mark = el('i', { 'aria-hidden': 'true' }, '⚠');
  const root = el('li', { 'data-kind': kind }, mark, el('div', {}, text, ' ', advice));
  return {
    root,
    update(finding) {
      setText(text, finding.text);
      setText(advice, finding.advice);
    },
  };
}
