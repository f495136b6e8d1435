import assert from 'node:assert/strict';
import { StringDecoder } from 'node:string_decoder';
import { it } from 'node:test';
import { Utf8Check } from '#dist/cli/inputs/utf8-check.js';
import { fc } from '../../property.ts';

/** Whether all pieces were whole. */
function isWhole(bytes: Buffer, size: number): boolean {
  const check = new Utf8Check();
  const decoder = new StringDecoder('utf8');
  let whole = true;
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    whole = check.push(piece, decoder.write(piece)) && whole;
  }
  return whole && decoder.end() === '';
}

it('Bytes that are no UTF-8 are told from a U+FFFD that was written, wherever pieces are cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\uFFFD', '€', '😀') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (one, size) => {
      assert.ok(isWhole(Buffer.from(one), size));
      const broken = Buffer.concat([Buffer.from(one), Buffer.from([0xff]), Buffer.from(one)]);
      assert.ok(!isWhole(broken, size));
    }),
  );
});
