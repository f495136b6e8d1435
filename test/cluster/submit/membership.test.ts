import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '#dist/cluster/engine/engine.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import type { Nobody } from '#dist/cluster/submit/nobody.js';
import { Membership } from '#dist/cluster/submit/membership.js';
import { until } from '../../until.ts';
import { announcement } from '../hosts.ts';
import { newSigner } from '../memory-cluster.ts';

/** Hosts that answer, and a membership that asks them. */
class Hosts implements Disposable {
  answers: Message[] = [];
  /** In place of the answers, if it is set. */
  reply: (() => Promise<Message[]>) | undefined;
  asked = 0;
  isWaiting = false;
  placements = [''];
  readonly nobody: Nobody[] = [];
  changes = 0;
  warnings = 0;
  readonly signer = newSigner();
  readonly membership: Membership;

  constructor() {
    this.membership = new Membership({
      engine: {
        presence: {
          hosts: async () => await this.#answer(),
          announce: async () => await Promise.reject(new Error('not a host')),
        },
      },
      signer: newSigner(),
      waiting: () => (this.isWaiting ? this.placements : []),
      onChange: () => {
        this.changes += 1;
      },
      onNobody: (nobody) => {
        this.nobody.push(nobody);
        this.warnings += 1;
      },
    });
  }

  get names(): string[] {
    return this.membership.hosts.map(({ name }) => name);
  }

  async #answer(): Promise<Message[]> {
    this.asked += 1;
    return this.reply === undefined ? this.answers : await this.reply();
  }

  [Symbol.dispose](): void {
    this.membership[Symbol.dispose]();
  }
}

describe('Membership', () => {
  it('knows the hosts that answered, and how many chunks they run at once', async () => {
    using hosts = new Hosts();
    hosts.answers = [announcement(hosts.signer, 'a', 4), announcement(hosts.signer, 'b', 2)];

    await hosts.membership.refresh();

    assert.deepEqual(
      [hosts.names, hosts.membership.slotsFor(''), hosts.changes],
      [['a', 'b'], 6, 1],
    );
  });

  it('forgets a host that answers no more', async () => {
    using hosts = new Hosts();
    hosts.answers = [announcement(hosts.signer, 'a', 4), announcement(hosts.signer, 'b', 2)];
    await hosts.membership.refresh();

    hosts.answers = hosts.answers.slice(1);
    await hosts.membership.refresh();

    assert.deepEqual([hosts.names, hosts.membership.slotsFor('')], [['b'], 2]);
  });

  it('ignores answers that are not signed with a key of ours', async () => {
    using hosts = new Hosts();
    const stranger = new Signer(sharedKeys(['a secret of somebody else']), 'test');
    hosts.answers = [announcement(stranger, 'x', 99), announcement(hosts.signer, 'a', 1)];

    await hosts.membership.refresh();

    assert.deepEqual([hosts.names, hosts.membership.slotsFor('')], [['a'], 1]);
  });

  it('asks once more if it is called while it asks, and then tells both callers', async () => {
    using hosts = new Hosts();
    let answer: (messages: Message[]) => void = () => {};
    hosts.reply = async () =>
      await new Promise((resolve) => {
        answer = resolve;
      });
    const first = hosts.membership.refresh();
    const second = hosts.membership.refresh();
    const third = hosts.membership.refresh();

    hosts.reply = async () => [announcement(hosts.signer, 'late', 1)];
    answer([]);
    await Promise.all([first, second, third]);

    assert.deepEqual([hosts.asked, hosts.names], [2, ['late']]);
  });

  it('keeps what it knows while nobody can be asked', async () => {
    using hosts = new Hosts();
    hosts.answers = [announcement(hosts.signer, 'a', 4)];
    await hosts.membership.refresh();

    hosts.reply = async () => await Promise.reject(new Error('not connected'));
    await hosts.membership.refresh();

    assert.deepEqual([hosts.names, hosts.changes], [['a'], 1]);
  });

  it('looks for hosts by itself while there are none, and then no more', async () => {
    using hosts = new Hosts();

    await hosts.membership.refresh();
    hosts.answers = [announcement(hosts.signer, 'a', 1)];
    await until('a host to be found', () => hosts.names.length === 1);
    const asked = hosts.asked;
    await new Promise((resolve) => setTimeout(resolve, 400));

    assert.equal(hosts.asked, asked);
  });

  it('stops looking when it is disposed', async () => {
    const hosts = new Hosts();
    await hosts.membership.refresh();

    hosts[Symbol.dispose]();
    await new Promise((resolve) => setTimeout(resolve, 400));

    assert.equal(hosts.asked, 1);
  });

  it('tells once, after some seconds, that work waits and no host is there', async (t) => {
    t.mock.method(performance, 'now', () => nowMs);
    let nowMs = 0;
    using hosts = new Hosts();
    hosts.isWaiting = true;

    const warnings: number[] = [];
    for (const atMs of [0, 4999, 5000, 9000]) {
      nowMs = atMs;
      await hosts.membership.refresh();
      warnings.push(hosts.warnings);
    }

    assert.deepEqual(warnings, [0, 0, 1, 1]);
  });

  it('tells as well if hosts are there and none takes anything, and goes on looking', async (t) => {
    t.mock.method(performance, 'now', () => nowMs);
    let nowMs = 0;
    using hosts = new Hosts();
    hosts.isWaiting = true;
    hosts.answers = [announcement(hosts.signer, 'web-1', 0)];

    await hosts.membership.refresh();
    nowMs = 5000;
    await until('it to ask again', () => hosts.warnings > 0);

    assert.deepEqual(
      [hosts.warnings, hosts.nobody[0]?.hosts.map(({ name }) => name), hosts.names],
      [1, ['web-1'], ['web-1']],
    );
  });

  it('counts hosts by what work asks of them, and tells of each that none can take', async (t) => {
    t.mock.method(performance, 'now', () => nowMs);
    let nowMs = 0;
    using hosts = new Hosts();
    hosts.isWaiting = true;
    hosts.placements = ['', 'gpu', 'zone=eu'];
    const labels = { zone: 'eu' };
    hosts.answers = [
      announcement(hosts.signer, 'a', 4),
      announcement(hosts.signer, 'b', 2, labels),
    ];

    for (const atMs of [0, 5000, 9000]) {
      nowMs = atMs;
      await hosts.membership.refresh();
    }

    const slots = ['', 'gpu', 'zone=eu'].map((placement) => hosts.membership.slotsFor(placement));
    assert.deepEqual(slots, [6, 0, 2]);
    assert.deepEqual(
      hosts.nobody.map(({ placement }) => placement),
      ['gpu'],
    );
  });

  it('counts the time without a host from when work waits', async (t) => {
    t.mock.method(performance, 'now', () => nowMs);
    let nowMs = 0;
    using hosts = new Hosts();

    nowMs = 60_000;
    await hosts.membership.refresh();
    hosts.isWaiting = true;
    nowMs = 64_000;
    await hosts.membership.refresh();
    const early = hosts.warnings;
    nowMs = 65_000;
    await hosts.membership.refresh();

    assert.deepEqual([early, hosts.warnings], [0, 1]);
  });
});
