/** What the suite is about: one transport, pools over it, and what it is known not to be able to do. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Pool, type PoolOptions } from 'manyhands';
import type { Transport } from '#dist/core/transport/transport.js';
import { HostedPool, LabelledPool } from '../cluster/hosted-pool.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** What a transport may lack. */
export type Ability =
  /** A running task can be ended from outside. */
  | 'kill'
  /** A task can end its own worker without ending the program. */
  | 'death'
  /** A task may block its thread without blocking the program. */
  | 'blocking'
  /** Each worker has global variables of its own. */
  | 'isolation'
  /** Each worker is a process. */
  | 'process';

export interface TransportUnderTest {
  readonly kind: 'process' | 'thread' | 'inline';
  /** Its workers belong to a host of a cluster. */
  readonly isCluster?: boolean;
  /** All calls ask for hosts with a label. */
  readonly isLabelled?: boolean;
  /** A worker gets its next chunk when it has done the last, and not before. */
  readonly isUnbatched?: boolean;
  /** Each with the reason in words, which the report shows. */
  readonly lacks: Partial<Record<Ability, string>>;
  /** Tests that cannot hold here, by title; each with the reason in words. */
  readonly skips?: Readonly<Record<string, string>>;
}

type Body = () => Promise<void> | void;

/** An alarm against deadlocks, not a measure. */
const ALARM = { timeout: 60_000 };

export class Subject {
  readonly kind: TransportUnderTest['kind'];
  readonly isCluster: boolean;
  readonly #isLabelled: boolean;
  readonly #transport: Transport | TransportUnderTest['kind'];
  readonly #lacks: TransportUnderTest['lacks'];
  readonly #skips: Readonly<Record<string, string>>;

  constructor(transport: TransportUnderTest) {
    const { kind, isCluster = false, isUnbatched = false, lacks, skips = {} } = transport;
    this.#isLabelled = transport.isLabelled === true;
    this.kind = kind;
    this.#transport = isUnbatched ? oneAtATime(kind) : kind;
    this.isCluster = isCluster;
    this.#lacks = lacks;
    this.#skips = skips;
  }

  /** A pool over the transport under test. */
  pool(options: number | PoolOptions = 1): Pool {
    const given = typeof options === 'number' ? { workers: options } : options;
    // The suite uses what both have; where it does not, it says so with `itWith`.
    if (this.#isLabelled) return new LabelledPool(given) as unknown as Pool;
    if (this.isCluster) return new HostedPool(given) as unknown as Pool;
    return new Pool({
      transport: this.#transport,
      ...given,
    });
  }

  /**
   * A pool that the tests of a suite share: for those that neither end it nor its workers and leave no task
   * behind. A worker takes longer to start than such a test to run.
   */
  shared(options: number | PoolOptions): () => Pool {
    let pool: Pool | undefined;
    before(async () => {
      pool = this.pool(options);
      await pool.ready();
    });
    after(async () => await pool?.terminate());
    return () => pool ?? assert.fail('no test is running');
  }

  /** A test that every transport has to pass. */
  it(title: string, body: Body): void {
    this.#it(title, this.#skips[title], body);
  }

  /** A test for the transports that have an ability. */
  itWith(ability: Ability, title: string, body: Body): void {
    this.#it(title, this.#lacks[ability] ?? this.#skips[title], body);
  }

  #it(title: string, reason: string | undefined, body: Body): void {
    it(title, reason === undefined ? ALARM : { skip: reason }, body);
  }
}
