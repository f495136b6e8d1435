/** Some seconds of the fuzzer for decoders, with fixed seeds; `npm run fuzz -- --decoders --minutes N` looks further. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../property.ts';
import { checkDecoder } from './search.ts';
import { DECODERS } from './decoders.ts';

const seed = fc.readConfigureGlobal().seed ?? 0;

describe('Bytes that nobody has written are read or refused, and nothing is made for them:', () => {
  for (const decoder of DECODERS) {
    it(decoder.name, async () => {
      assert.equal(await checkDecoder(decoder, seed, 500), undefined);
    });
  }

  it('the fuzzer finds a decoder that lets through what it should not', async () => {
    const careless = {
      name: 'careless',
      good: fc.constant(Buffer.from([1, 2, 3])),
      read: (bytes: Buffer) => bytes.readUInt8(2),
    };
    const greedy = {
      ...careless,
      read: (bytes: Buffer) => (bytes[0] === 1 ? undefined : Buffer.alloc(256 << 20, 1)),
    };

    assert.match((await checkDecoder(careless, seed, 500)) ?? '', /careless, --seed .*RangeError/);
    assert.match((await checkDecoder(greedy, seed, 500)) ?? '', /bytes were made for/);
  });
});
