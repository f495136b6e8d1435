/** What has failed, by kind: opens to the stack of the latest of it. */
import { formatCount, formatDuration } from '../../progress/format.ts';
import type { ErrorKind } from '../messages.ts';
import { el, ListView, section, setText, type View } from './dom.ts';
import type { Pool } from './store.ts';

export class ErrorsView {
  readonly root: HTMLElement;
  readonly #list: ListView<ErrorKind>;
  readonly #unseen = el('p', { class: 'note' });

  constructor() {
    const list = el('div', { class: 'errors' });
    this.root = section('Errors', list, this.#unseen);
    this.#list = new ListView(list, ({ id }) => id, makeKind);
  }

  update({ errors, now: { unseenErrors } }: Pool): void {
    this.root.hidden = errors.size === 0;
    this.#list.update([...errors.values()].sort((a, b) => b.count - a.count || b.id - a.id));
    this.#unseen.hidden = unseenErrors === 0;
    setText(this.#unseen, `and ${formatCount(unseenErrors)} that came too fast to be looked at`);
  }
}

function makeKind({ name, fn }: ErrorKind): View<ErrorKind> {
  const count = el('span', { class: 'badge' });
  const message = el('span', { class: 'message' });
  const where = el('small');
  const stack = el('pre', { tabindex: '0', 'aria-label': 'Stack' });
  const title = el('span', { class: 'title' }, el('b', {}, name), ' ', message);
  const root = el('details', {}, el('summary', {}, count, title, where), stack);
  return {
    root,
    update(kind) {
      setText(count, `${formatCount(kind.count)}×`);
      setText(message, kind.message);
      setText(where, [fn, ...placesOf(kind), agoOf(kind.lastAt)].join(' · '));
      setText(stack, kind.stack === '' ? 'no stack' : kind.stack);
    },
  };
}

function placesOf({ items, count, worker }: ErrorKind): string[] {
  const more = items.length < count ? ' …' : '';
  return [
    ...(items.length === 0 ? [] : [`item ${items.join(', ')}${more}`]),
    ...(worker === 0 ? [] : [`worker ${worker}`]),
  ];
}

function agoOf(at: number): string {
  return `${formatDuration(Date.now() - at)} ago`;
}
