/**
 * Somebody who can write to the server and has not the key: puts garbage, copies, changed copies and replays under
 * every subject of a pool, unsigned, signed with another key, and signed for another pool of the same key.
 *
 *    all that passes by ── heard by a user who may hear everything ──► copies
 *    anything ── sent by a user of one role, who may send what the server lets that role send ──► pool
 *
 * What it does follows from a seed. It does not answer in the place of the server: who may listen to the inboxes of
 * others can do that, and it takes permissions to prevent it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connect, headers as newHeaders, type NatsConnection } from '@nats-io/transport-node';
import type { Message } from '#dist/cluster/engine/engine.js';
import type { toNats } from '#dist/cluster/engine/nats/nats-headers.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { type MessageKind, Signer } from '#dist/cluster/signing/signer.js';
import { Random } from '../soak/random.ts';

export interface GarbageOptions {
  readonly server: string;
  readonly pool: string;
  /** The key of the pool: for messages of another pool of the same key, and for nothing else. */
  readonly key: string;
  readonly seed: number;
  /** Who sends; nobody in particular where the server asks for no user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Who may hear everything. */
  readonly listener?: { readonly name: string; readonly password: string };
}

interface Sent {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** As many of what passes by are kept, the last of them. */
const MAX_COPIES = 400;
const KINDS: readonly MessageKind[] = [
  'chunk',
  'kept-chunk',
  'result',
  'cancel',
  'host',
  'question',
  'ledger',
  'manifest',
  'done',
  'last-try',
];
const NAMES = ['manifest', 'l-0', 'd-0', 'r-0', 'c-0'];
const MANIFEST = JSON.stringify({ name: 'f', items: 0, chunks: 0, submittedAtMs: 0 });

export class Garbage implements AsyncDisposable {
  readonly #sender: NatsConnection;
  readonly #listener: NatsConnection;
  readonly #random: Random;
  readonly #subjects: Subjects;
  readonly #stranger: Signer;
  readonly #otherPool: Signer;
  readonly #copies: Sent[] = [];
  readonly #jobs: string[] = ['nobody'];
  #sent = 0;

  private constructor(sender: NatsConnection, listener: NatsConnection, options: GarbageOptions) {
    this.#sender = sender;
    this.#listener = listener;
    this.#random = new Random(options.seed);
    this.#subjects = new Subjects(options.pool);
    this.#stranger = new Signer(sharedKeys(['a secret of somebody else']), options.pool);
    this.#otherPool = new Signer(sharedKeys([options.key]), `${options.pool}-2`);
  }

  static async open(options: GarbageOptions): Promise<Garbage> {
    const { server: servers, user, listener = user, pool } = options;
    const as = (who: GarbageOptions['user']) =>
      who === undefined ? {} : { user: who.name, pass: who.password };
    const sender = await connect({ servers, ...as(user), maxReconnectAttempts: -1 });
    const hearing = await connect({ servers, ...as(listener), maxReconnectAttempts: -1 });
    const garbage = new Garbage(sender, hearing, options);
    for (const subject of [`mh.${pool}.>`, '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>']) {
      hearing.subscribe(subject, { callback: (_, message) => garbage.#hear(message) });
    }
    await hearing.flush();
    return garbage;
  }

  get sent(): number {
    return this.#sent;
  }

  /** So many messages, one after another; the server has them when it settles. */
  async send(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) this.#sendOne();
    this.#sent += count;
    await this.#sender.flush().catch(() => {}); // the server is away: it gets them when it is back
  }

  /** So many a second until `signal` aborts. */
  async keepSending(perSecond: number, signal: AbortSignal): Promise<void> {
    const TURNS = 20;
    while (!signal.aborted) {
      await this.send(Math.ceil(perSecond / TURNS));
      await delay(1000 / TURNS, undefined, { signal }).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender.close();
    await this.#listener.close();
  }

  #hear({ subject, headers, data }: Parameters<typeof copyOf>[0]): void {
    if (subject.includes('.i.')) return; // answers of the server
    const at = this.#copies.length < MAX_COPIES ? this.#copies.length : this.#integer(MAX_COPIES);
    this.#copies[at] = copyOf({ subject, headers, data });
    const job = subject.split('.')[subject.includes('.c.') ? 5 : 4] ?? '';
    if (/^[\w-]+$/.test(job) && !this.#jobs.includes(job)) this.#jobs.push(job);
    if (this.#jobs.length > 50) this.#jobs.splice(1, 1);
  }

  #sendOne(): void {
    const what = this.#message();
    const subject = this.#integer(4) === 0 ? (what.subject ?? this.#subject()) : this.#subject();
    const headers = newHeaders();
    for (const [name, value] of Object.entries(what.headers)) headers.set(name, value);
    this.#sender.publish(subject, what.body, { headers });
  }

  #message(): Omit<Sent, 'subject'> & { readonly subject?: string } {
    const copy = this.#pick(this.#copies);
    switch (this.#integer(copy === undefined ? 4 : 7)) {
      case 0:
        return { headers: {}, body: this.#bytes() };
      case 1:
        return { headers: this.#engineHeaders(), body: Buffer.from(this.#json()) };
      case 2:
        return this.#sealed(this.#stranger);
      case 3:
        return this.#sealed(this.#otherPool);
      case 4:
        return changed(copy ?? NOTHING, this.#bytes());
      case 5: {
        const { 'Nats-Msg-Id': _, ...headers } = copy?.headers ?? {};
        return { ...(copy ?? NOTHING), headers }; // a replay that the server does not notice
      }
      default:
        return copy ?? NOTHING;
    }
  }

  #sealed(signer: Signer): Message {
    const [kind = 'chunk', job = ''] = [this.#pick(KINDS), this.#pick(this.#jobs)];
    const place = { job, index: String(this.#integer(20)), serial: '1', first: '0', count: '1' };
    const kept = { total: '1', recipe: 'f'.repeat(64), scope: job, ref: '', worker: 'w' };
    const named = { reply: this.#pick(['log', this.#subjects.reply('to.x')]) ?? 'log', next: '9' };
    const all = { ...place, ...kept, ...named, name: this.#pick(NAMES) ?? '' };
    return signer.sign(kind, all, Buffer.from(this.#json()));
  }

  #engineHeaders(): Record<string, string> {
    const id = `${this.#pick(this.#jobs)}.${this.#integer(1000)}`;
    const engine = { 'Engine-Index': String(this.#integer(20)), 'Engine-Pieces': '30000000' };
    return this.#integer(2) === 0 ? engine : { ...engine, 'Nats-Msg-Id': id };
  }

  #json(): string {
    const notice = {
      stream: this.#pick(['ORDERS', this.#subjects.queueStream(0)]),
      stream_seq: this.#pick([-1, 'x', this.#integer(3000)]),
      deliveries: 5,
    };
    return this.#pick([JSON.stringify(notice), MANIFEST, '[]', 'null', 'not json', '{"a":']) ?? '';
  }

  /** Any subject of the pool that a program of ours reads. */
  #subject(): string {
    const subjects = this.#subjects;
    const job = this.#pick(this.#jobs) ?? '';
    const copied = this.#pick(this.#copies)?.subject ?? subjects.chunk(0, job);
    const address = copied.includes('.r.to.') ? copied : subjects.reply('to.x');
    const all = [
      subjects.chunk(0, job),
      subjects.chunk(0, job, 'gpu'),
      subjects.chunk(0, '\u001b[31mred'),
      subjects.stored(job, this.#pick(NAMES) ?? '', this.#integer(2)),
      subjects.result(job),
      subjects.cancelled(job),
      address,
      `${address}.ask`,
      subjects.control('hosts'),
      subjects.presence,
      subjects.poisonAdvisory(0),
      copied,
    ];
    return this.#pick(all) ?? copied;
  }

  #bytes(): Uint8Array {
    return Uint8Array.from({ length: this.#integer(200) }, () => this.#integer(256));
  }

  #integer(below: number): number {
    return this.#random.integer(0, below - 1);
  }

  #pick<T>(all: readonly T[]): T | undefined {
    return all.length === 0 ? undefined : all[this.#integer(all.length)];
  }
}

const NOTHING: Sent = { subject: 'mh', headers: {}, body: new Uint8Array(0) };

function copyOf({
  subject,
  headers,
  data,
}: {
  readonly subject: string;
  readonly headers?: ReturnType<typeof toNats> | undefined;
  readonly data: Uint8Array;
}): Sent {
  const all: Record<string, string> = {};
  for (const name of headers?.keys() ?? []) all[name] = headers?.get(name) ?? '';
  return { subject, headers: all, body: data.slice() };
}

function changed(sent: Sent, bytes: Uint8Array): Sent {
  const [name = 'job'] = Object.keys(sent.headers).slice((bytes[0] ?? 0) % 8);
  return bytes.length % 2 === 0
    ? { ...sent, body: bytes }
    : { ...sent, headers: { ...sent.headers, [name]: `${sent.headers[name] ?? ''}1` } };
}
