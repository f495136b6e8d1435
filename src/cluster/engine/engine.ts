/**
 * The engine port: what a cluster needs from the system that carries its messages. NATS keeps it, a
 * memory keeps it for tests, another queue can; `test/cluster/engine/engine.suite.ts` has a test for
 * each clause below.
 *
 *    submitter                        engine                          host
 *    chunks.publish ────────►  queue, kept until acknowledged  ──────► chunks.receive
 *    replies.listen ◄──────────────── acknowledged request ◄────────── replies.send
 *    store.put      ────────►  bytes by job and name           ──────► store.get
 *    results.read   ◄────────  what came while nobody was there ◄───── results.append
 *    control.say    ◄───────►  to whoever listens right now    ◄─────► control.hear
 *    presence.hosts ◄──────────────── who answers ◄─────────────────── presence.announce
 *
 * An engine carries messages and knows nothing of functions, signatures or pools. Nothing that it
 * hands over is to be trusted before its signature was verified: not the body, not the headers,
 * not `job` and `index` either.
 *
 * `job` and `name` are tokens: 1 to 100 of A–Z, a–z, 0–9, `_` and `-`. Header names are tokens too,
 * but none that begins with `Nats-` or `Engine-`; header values are printable ASCII that neither begins
 * nor ends with a space. Anything else throws `OptionError`, and nothing has been sent. Messages longer
 * than `chunks.maxMessageBytes` are refused with an `EngineError`, `'too-large'`, by all that sends them.
 */

/** A string per name; names keep their case. */
export type Headers = Readonly<Record<string, string>>;

/** What every engine carries. The body is bytes that it never looks into. */
export interface Message {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * One program's connection to the engine. Owns what was opened through it: disposing ends subscriptions,
 * listeners, reads and announcements, gives back what was received and not yet acknowledged, and
 * lets no timer or socket remain. Calls made after that reject with an `EngineError` whose reason is
 * `'closed'`, and so do those that were under way. Disposing twice is disposing once.
 */
export interface Engine extends AsyncDisposable {
  readonly chunks: ChunkQueue;
  readonly replies: Replies;
  readonly store: Store;
  readonly results: ResultLog;
  readonly control: Control;
  readonly presence: Presence;
  readonly connection: Connection;
}

/** The queue of chunks: durable, and each chunk in one host's hands at a time. */
export interface ChunkQueue {
  /**
   * Settles when the engine has the chunk for good: it survives the engine's own death. While there
   * is no connection it waits, and tries again under the same id.
   * The same `id` within the duplicate window (2 minutes) counts once, also after it was acknowledged.
   * Rejects with an `EngineError`: `'full'` if the queue takes no more just now, `'too-large'` if
   * headers and body exceed `maxMessageBytes`, `'forbidden'` if this user may not publish.
   */
  publish(chunk: ChunkMessage): Promise<void>;
  /**
   * Subscribes to chunks. Nothing arrives before `ChunkSubscription.request`. Chunks of one job and queue arrive in
   * the order in which they were published, as far as one subscription on one partition can tell. With `isWanted` also
   * to chunks of the queues with such names, at most some seconds after the first chunk of each was published, and from
   * no queue so many in a row that others wait.
   */
  receive(
    onDelivery: (delivery: Delivery) => void,
    isWanted?: (queue: string) => boolean,
  ): Promise<ChunkSubscription>;
  /** Drops all chunks of `job` that nobody holds, and those that are held will not come again. */
  purge(job: string): Promise<number>;
  /** Says to all, and to those who come within a day, that `job` is over: settles when `mark` is kept. */
  markCancelled(job: string, mark: Message): Promise<void>;
  /**
   * Tells of all marks of the last day and then of those that come, over any loss of the connection: none
   * can be missed, and none takes the place of another. Settles when the listener is in place.
   */
  onCancelled(listener: (mark: Message) => void): Promise<AsyncDisposable>;
  /**
   * Tells of chunks of `job` that were delivered `maxDeliveries` times and never acknowledged: each
   * once per listener, those from before the call too. The chunk is not delivered again; it stays
   * until it is discarded, the job is purged, or days have passed. It may take until a host asks for chunks
   * again. Where others can write to the engine, they can make it tell of any chunk.
   * Settles when the listener is in place.
   */
  onPoison(job: string, listener: (poison: Poison) => void): Promise<AsyncDisposable>;
  /** How many chunks of each job are in the queue, those in a host's hands included. */
  waiting(): Promise<ReadonlyMap<string, number>>;
  /** All chunks of `job`, or of all jobs, in the queue, those in a host's hands included, one after another. */
  list(job?: string): AsyncIterable<QueuedChunk>;
  /** The longest headers and body together that `publish` takes; larger ones go through `Store`. */
  readonly maxMessageBytes: number;
  /** How long a host may be silent about a chunk before another gets it: `extend` well before. */
  readonly ackWaitMs: number;
  /** How often a chunk is given to hosts before it is called poison. */
  readonly maxDeliveries: number;
}

export interface ChunkMessage extends Message {
  readonly job: string;
  readonly index: number;
  /** The queue that it waits in: 1 to 200 of A–Z, a–z, 0–9, `_`, `-`, `+`, `=` and `~`. Absent: that of all hosts. */
  readonly queue?: string | undefined;
  /** Names this try: to have a chunk run again, publish it under another. A token, or tokens and dots. */
  readonly id: string;
}

/**
 * A host's subscription to chunks, with flow control: the sum of what was requested is never exceeded. So
 * a host that requests as many chunks as it has free slots never holds one that another could be running.
 */
export interface ChunkSubscription extends AsyncDisposable {
  /** Raises by `count` the number of chunks that may still arrive. */
  request(count: number): void;
  /**
   * Ends the subscription: when it has settled no delivery comes any more, and what was on its way is with
   * the queue again. What had been delivered stays in the receiver's hands.
   */
  stop(): Promise<void>;
}

/**
 * One chunk in this host's hands. It comes to another host (or to this one again) when `ackWaitMs`
 * have passed since it was delivered or last extended. Of `acknowledge` and `giveBack` the first
 * counts, the rest does nothing; none of the three throws, since a lost connection does no harm here:
 * the chunk comes again.
 */
export interface Delivery extends Message {
  readonly job: string;
  readonly index: number;
  /** 1 the first time, and one more each time it was delivered. */
  readonly deliveryCount: number;
  /** The chunk is done with: it leaves the queue. */
  acknowledge(): void;
  /** This host is still working on it: the ack wait begins anew. */
  extend(): void;
  /**
   * Has it delivered again, to any host: at once, or when `afterMs` have passed. It counts as a delivery: a
   * chunk that is given back again and again, because its submitter is away for instance, soon becomes poison.
   */
  giveBack(afterMs?: number): void;
}

/** A chunk as it lies in the queue, whoever has put it there. */
export interface QueuedChunk extends Message {
  readonly job: string;
  readonly index: number;
  /** Takes the chunk out of the queue. Once it is done, no listener hears of it any more. */
  discard(): Promise<void>;
}

/** A chunk that has brought down, or outlasted, every host that had it. */
export interface Poison extends QueuedChunk {
  readonly deliveryCount: number;
}

/** Results on their way back: requests that the submitter answers when it has them. */
export interface Replies {
  /**
   * Takes requests, and answers those who `ask` with `describe()`. A request is acknowledged when `onMessage` has returned, or what it returned has
   * settled; if it throws or rejects, the request is `'refused'`. Settles when requests can arrive.
   */
  listen(
    onMessage: (message: Message) => void | Promise<void>,
    describe?: () => Message,
  ): Promise<Listener>;
  /** Sends to a listener and says what became of it; never rejects for what the other side does. */
  send(address: string, message: Message): Promise<ReplyStatus>;
  /**
   * What a listener answers, or somebody else at its address: the first answer that `isGood`. `undefined` if
   * there was none in time.
   */
  ask(address: string, isGood: (answer: Message) => boolean): Promise<Message | undefined>;
}

export interface Listener extends AsyncDisposable {
  /** Where others send to: printable ASCII without spaces, different for each listener. */
  readonly address: string;
}

/**
 * `acknowledged`: it is there. `refused`: the listener threw. `nobody`: no one listens at that address
 * now. `unanswered`: a listener may have it, but did not say so in time; send again.
 */
export type ReplyStatus = 'acknowledged' | 'refused' | 'nobody' | 'unanswered';

/** Whether these bytes are what was looked for. */
export type BytesCheck = (bytes: Uint8Array) => boolean;

/** Bytes of any length, kept under a job and a name: functions, and bodies too large for a message. */
export interface Store {
  /** Settles when the bytes are kept, beside those that were put under the same name before. */
  put(job: string, name: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes as they were put, or `undefined` if there are none of that name. Of several puts the last counts,
   * or one that `isGood`: whatever strangers put under a name, before or after, hides nothing.
   */
  get(job: string, name: string, isGood?: BytesCheck): Promise<Uint8Array | undefined>;
  /** Drops one name; nothing happens if it is not there. */
  delete(job: string, name: string): Promise<void>;
  /** Drops all that is kept for `job`, whoever put it. */
  deleteJob(job: string): Promise<void>;
  /** The jobs for which something is kept, and how many names each has. */
  jobs(): Promise<ReadonlyMap<string, number>>;
}

/** Results of detached jobs, kept until the submitter has come back for them. */
export interface ResultLog {
  /** Settles when the entry is kept. The same `id` within the duplicate window counts once. */
  append(job: string, entry: ResultEntry): Promise<void>;
  /**
   * All entries of `job` in the order in which they were appended, then those that come, until `signal`
   * aborts or the loop is left; it ends, it does not throw. A reader that loses its connection
   * goes on where it was, without a gap or a repetition.
   */
  read(job: string, signal?: AbortSignal): AsyncIterable<Message>;
  /** Drops the entries of `job`. */
  delete(job: string): Promise<void>;
  /** The jobs that have entries, and how many. */
  jobs(): Promise<ReadonlyMap<string, number>>;
}

export interface ResultEntry extends Message {
  readonly id: string;
}

/** Messages to whoever listens at this moment, the sender included. Nothing is kept. */
export interface Control {
  say(topic: string, message: Message): void;
  /** Settles when messages can arrive. A listener that throws has no effect on others. */
  hear(topic: string, listener: (message: Message) => void): Promise<AsyncDisposable>;
}

/** Which hosts are there. */
export interface Presence {
  /** Answers each question with `describe(question)` until the result is disposed. */
  announce(describe: (question: Message) => Message): Promise<AsyncDisposable>;
  /** What the hosts that are there answer to `question`, in no order. Takes a fraction of a second. */
  hosts(question: Message): Promise<Message[]>;
}

/**
 * `connected` ⇄ `disconnected` → `closed`. It comes back by itself for as long as it takes; `closed`
 * is by disposing, or for good because the engine refuses this user.
 */
export type ConnectionState = 'connected' | 'disconnected' | 'closed';

export interface Connection {
  readonly state: ConnectionState;
  /** Tells each change of `state`, in order, until the returned function is called. */
  onChange(listener: (state: ConnectionState, why: string) => void): () => void;
}

/** For a host that waits for its pool to be made. */
export interface WhileWaiting {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** What it answers to those who ask for hosts: they may be of another version, and wait for one of theirs. */
  readonly describe?: (question: Message) => Message;
}
