import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { checkBody } from '#dist/cluster/signing/signed-message.js';
import { Signer } from '#dist/cluster/signing/signer.js';

const BODY = new Uint8Array([1, 2, 3]);
const OTHER = new Uint8Array([1, 2, 4]);
const keyed = (): Signer => new Signer(sharedKeys(['a secret of the tests']), 'p');
const DAY_MS = 24 * 3_600_000;

describe('Signer', () => {
  it('accepts what another with the same key has signed, headers and body', () => {
    const message = keyed().sign('chunk', { job: 'j' }, BODY);

    const { headers, body } = keyed().verify('chunk', message);

    assert.deepEqual([headers['job'], body], ['j', BODY]);
  });

  it('refuses a message that is not of the kind that belongs there', () => {
    const message = keyed().sign('result', {}, BODY);

    assert.throws(() => keyed().verify('chunk', message), {
      code: 'ERR_POOL_MESSAGE_REFUSED',
      reason: 'kind',
    });
  });

  it('refuses what was sent to another pool of the same key', () => {
    const elsewhere = new Signer(sharedKeys(['a secret of the tests']), 'other');
    const message = elsewhere.sign('chunk', { job: 'j' }, BODY);

    assert.throws(() => keyed().verify('chunk', message), {
      reason: 'pool',
      message: /pool "other", and this is 'p'/,
    });
  });

  it('finds nothing in a message that it refuses', () => {
    const message = keyed().sign('cancel', { job: 'j' }, BODY);

    assert.equal(keyed().find('cancel', message)?.headers['job'], 'j');
    assert.equal(keyed().find('chunk', message), undefined);
    assert.equal(keyed().find('cancel', { headers: {}, body: BODY }), undefined);
  });

  it('keeps what is kept valid for a week, other chunks for an hour, announcements for a minute', (t) => {
    let nowMs = 1_000_000;
    t.mock.method(Date, 'now', () => nowMs);
    const limits = {
      chunk: 3_600_000,
      'kept-chunk': 7 * DAY_MS,
      result: 7 * DAY_MS,
      cancel: 7 * DAY_MS,
      host: 60_000,
    } as const;

    for (const kind of ['chunk', 'kept-chunk', 'result', 'cancel', 'host'] as const) {
      nowMs = 1_000_000;
      const message = keyed().sign(kind, {}, BODY);
      nowMs += limits[kind] - 1;
      keyed().verify(kind, message);
      nowMs += 1;
      assert.throws(() => keyed().verify(kind, message), { reason: 'expired' });
    }
  });

  it('refuses what a clock that is far ahead has said just now, and nothing that is kept', (t) => {
    let nowMs = 10_000_000;
    t.mock.method(Date, 'now', () => nowMs);
    const aheadBy = (kind: 'host' | 'question' | 'chunk' | 'result', ms: number) => {
      nowMs = 10_000_000 + ms;
      const message = keyed().sign(kind, {}, BODY);
      nowMs = 10_000_000;
      return () => keyed().verify(kind, message);
    };

    for (const kind of ['host', 'question'] as const) {
      aheadBy(kind, 60_000)();
      assert.throws(aheadBy(kind, 60_001), { reason: 'expired', message: /: the clocks differ$/ });
    }
    for (const kind of ['chunk', 'result'] as const) aheadBy(kind, 3 * 3_600_000)();
  });

  it('signs for a body that is elsewhere', () => {
    const message = keyed().sign('chunk', {}, BODY, true);

    const { headers, body } = keyed().verify('chunk', message);

    assert.equal(body.byteLength, 0);
    assert.deepEqual([checkBody(headers, BODY), checkBody(headers, OTHER)], [true, false]);
  });

  it('without keys signs nothing, and accepts what is well-formed', () => {
    const message = new Signer(undefined, 'p').sign('chunk', { job: 'j' }, BODY);

    assert.equal(message.headers['Mh-Signature'], undefined);
    new Signer(undefined, 'p').verify('chunk', message);
    assert.throws(() => new Signer(undefined, 'p').verify('chunk', { headers: {}, body: BODY }), {
      reason: 'malformed',
    });
    assert.throws(() => keyed().verify('chunk', message), { reason: 'unsigned' });
    const signed = keyed().sign('chunk', {}, BODY);
    assert.throws(() => new Signer(undefined, 'p').verify('chunk', signed), {
      reason: 'unknown-key',
      message: /we have no key/,
    });
  });
});
