import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkLabels,
  describeLabels,
  meets,
  parseLabels,
  placementOf,
  placementOfQueue,
  queueOf,
} from '#dist/cluster/messages/labels.js';

const OPTION = { code: 'ERR_POOL_OPTION' };

describe('Labels', () => {
  it('have one form as a placement, in whatever order they are asked for', () => {
    const one = placementOf({ zone: 'eu-1.a', gpu: true });
    const other = placementOf({ gpu: true, zone: 'eu-1.a' });

    assert.deepEqual([one, other, placementOf({})], ['gpu+zone=eu-1.a', 'gpu+zone=eu-1.a', '']);
  });

  it('are met by a host that has all of them, with the values asked for', () => {
    const host = { gpu: 'a100', zone: 'eu' } as const;
    const asked = ['', 'gpu', 'gpu=a100', 'gpu+zone=eu', 'gpu=h100', 'gpu+disk', 'constructor'];

    const met = asked.filter((placement) => meets(host, placement));

    assert.deepEqual(met, ['', 'gpu', 'gpu=a100', 'gpu+zone=eu']);
    assert.deepEqual([meets(undefined, ''), meets(undefined, 'gpu')], [true, false]);
    assert.equal(meets({ gpu: true }, 'gpu=a100'), false);
  });

  it('name queues from which they can be read again', () => {
    const placement = placementOf({ cuda: '12.4', gpu: true });

    const queue = queueOf(placement) ?? '';

    assert.match(queue, /^[A-Za-z0-9_+=~-]+$/);
    assert.equal(placementOfQueue(queue), placement);
    assert.equal(queueOf(''), undefined);
  });

  it('are refused in words if they are no plain object of names and texts', () => {
    class Own {
      gpu = true;
    }
    const bad = [null, 'gpu', ['gpu'], new Map([['gpu', true]]), new Own(), 5, () => {}];
    for (const on of bad) assert.throws(() => placementOf(on), OPTION);
    for (const on of [{ gpu: 1 }, { gpu: false }, { gpu: '' }, { gpu: 'a b' }, { gpu: undefined }])
      assert.throws(() => placementOf(on), {
        ...OPTION,
        message: /^on\.gpu must be true, or a text/,
      });
    for (const name of ['1', 'a b', 'a.b', 'a+b', 'a=b', '', '*', 'é', 'a'.repeat(41)])
      assert.throws(() => checkLabels('labels', { [name]: true }), {
        ...OPTION,
        message: /^a name in labels must be a letter/,
      });
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`label${at}`, true]));
    assert.throws(() => placementOf(many), OPTION);
  });

  it('inherit nothing', () => {
    const on = Object.create(null) as Record<string, string>;
    on['zone'] = 'eu';

    assert.equal(placementOf(on), 'zone=eu');
    assert.throws(() => placementOf(Object.create({ gpu: true })), OPTION);
  });

  it('are written on a command line as they are shown', () => {
    const labels = parseLabels(['gpu', 'zone=eu']);

    assert.deepEqual({ ...labels }, { gpu: true, zone: 'eu' });
    assert.equal(describeLabels(labels), 'gpu zone=eu');
    for (const texts of [['gpu', 'gpu=1'], ['=eu'], ['zone='], ['zone=a=b'], ['__proto__']])
      assert.throws(() => parseLabels(texts), OPTION);
  });
});
