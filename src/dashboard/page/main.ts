/**
 * The page: takes what the program tells, and shows it.
 *
 *    events ──► Store ──► PoolView, of the pool that is chosen      once a second, and when the pointer moves
 */
import { formatDuration } from '../../progress/format.ts';
import type { Hello, Tick } from '../messages.ts';
import { el, setAttribute, setText } from './dom.ts';
import { PoolView } from './pool-view.ts';
import { type Pool, Store } from './store.ts';
import { Tabs } from './tabs.ts';
import { TimeAxis } from './time-axis.ts';

type Connection = 'connecting' | 'live' | 'interrupted' | 'ended';

const WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  live: 'live',
  interrupted: 'no connection',
  ended: 'the program has ended',
};

/** As long as browsers wait. */
const AGAIN_MS = 3000;

const store = new Store();
const cursor = { tick: undefined as number | undefined, onMove: () => drawSoon() };
/** By label: each pool keeps what is open and where the focus is. */
const views = new Map<string, PoolView>();
const main = find('pool');
const empty = el('p', { class: 'empty' }, 'No pool yet: what the program makes shows up here.');
const tabs = new Tabs(find('pools'), (label) => {
  chosen = label;
  drawSoon();
});
let chosen: string | undefined;
let spanMs = 60_000;
let connection: Connection = 'connecting';
let isDrawing = false;

main.replaceChildren(empty);
find('span').addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) spanMs = Number(target.value) * 1000;
  drawSoon();
});
connect();

function connect(): void {
  const events = new EventSource('events');
  events.addEventListener('hello', ({ data }: MessageEvent<string>) => {
    store.takeHello(JSON.parse(data) as Hello); // the server of this page has made it
    become('live');
  });
  events.addEventListener('tick', ({ data }: MessageEvent<string>) => {
    store.takeTick(JSON.parse(data) as Tick); // as above
    drawSoon();
  });
  events.addEventListener('end', () => {
    events.close();
    become('ended');
  });
  events.addEventListener('error', () => {
    if (connection === 'ended') return;
    become('interrupted');
    // A browser connects again by itself, unless it was refused: because too many pages are open, for instance.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN_MS);
  });
}

function become(next: Connection): void {
  connection = next;
  drawSoon();
}

/** Not while nobody can see it. */
function drawSoon(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw(): void {
  const { program, pools, load } = store;
  setText(find('connection'), WORDS[connection]);
  setAttribute(find('connection'), 'data-state', connection);
  if (program !== undefined) {
    const up = formatDuration((store.at.at(-1) ?? Date.now()) - program.startedAt);
    const busy = `its own thread ${Math.round(load * 100)} % busy`;
    setText(
      find('program'),
      `${program.title} · pid ${program.pid} · Node ${program.node} · up ${up} · ${busy}`,
    );
  }
  const all = [...pools.values()];
  const pool = pools.get(chosen ?? '') ?? all.find(isAlive) ?? all[0];
  tabs.update(all, pool);
  for (const label of views.keys()) if (!pools.has(label)) views.delete(label);
  if (pool === undefined) return;
  const view = viewOf(pool);
  if (!view.root.isConnected) main.replaceChildren(view.root);
  view.update(pool, new TimeAxis(store, spanMs));
}

function viewOf({ now: { label } }: Pool): PoolView {
  const view = views.get(label) ?? new PoolView(cursor);
  views.set(label, view);
  return view;
}

function isAlive({ now }: Pool): boolean {
  return now.sample !== undefined;
}

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}
