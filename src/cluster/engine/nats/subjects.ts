/**
 * Every name that a pool has on its NATS server. Streams, permissions and the engine take them from
 * here, so that what is allowed and what is used cannot drift apart.
 */

/** All names of one pool. `pool` and all `job`s are tokens. */
export class Subjects {
  readonly pool: string;

  constructor(pool: string) {
    this.pool = pool;
  }

  /** The stream of one part of the queue. */
  queueStream(part: number): string {
    return `MH_${this.pool}_${part}`;
  }

  chunk(part: number | '*', job: string): string {
    return `mh.${this.pool}.c.${part}.${job}`;
  }

  /** The job of a chunk, from its subject. */
  jobOf(subject: string): string {
    return subject.slice(subject.lastIndexOf('.') + 1);
  }

  /** The advisory about a chunk of this part that was delivered too often. */
  poisonAdvisory(part: number): string {
    return `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${this.queueStream(part)}.${CONSUMER}`;
  }

  get poisonStream(): string {
    return `MH_${this.pool}_poison`;
  }

  get storeStream(): string {
    return `MH_${this.pool}_store`;
  }

  /** One piece of what is kept under a name; `*` and `>` for all. */
  stored(job: string, name: string, piece: number | string): string {
    return `mh.${this.pool}.s.${job}.${name}.${piece}`;
  }

  /** All that is kept for a job. */
  storedOf(job: string): string {
    return `mh.${this.pool}.s.${job}.>`;
  }

  get resultStream(): string {
    return `MH_${this.pool}_results`;
  }

  result(job: string): string {
    return `mh.${this.pool}.d.${job}`;
  }

  get cancelledStream(): string {
    return `MH_${this.pool}_cancelled`;
  }

  cancelled(job: string): string {
    return `mh.${this.pool}.x.${job}`;
  }

  /** Where one listener takes requests. */
  reply(listener: string): string {
    return `mh.${this.pool}.r.${listener}`;
  }

  control(topic: string): string {
    return `mh.${this.pool}.b.${topic}`;
  }

  get presence(): string {
    return `mh.${this.pool}.p`;
  }

  /**
   * What the answers to one role's requests come to: the bodies of chunks among them. Not the usual
   * `_INBOX`, which any user of the server may listen to.
   */
  inbox(role: Role): string {
    return `mh.${this.pool}.i.${role}`;
  }

  /** All streams but those of the queue. */
  get sideStreams(): string[] {
    return [this.poisonStream, this.storeStream, this.resultStream, this.cancelledStream];
  }
}

/** What a program does at the server: give work out, or do it. */
export type Role = 'submitter' | 'host';

/** The durable consumer of each part of the queue, shared by all hosts. */
export const CONSUMER = 'hosts';
