import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import {
  describePlatformObject,
  isCopied,
} from '#dist/core/codec/function/capture/platform-objects.js';
import { FakeTable, refusalBy } from './fake-table.ts';

describe('A platform object', () => {
  const COPIES: readonly (readonly [name: string, object: object, made: unknown[]])[] = [
    ['URL', new URL('https://a.example/?b=1'), ['https://a.example/?b=1']],
    ['URLSearchParams', new URLSearchParams('a=1&b=2'), [[['a', '1'], ['b', '2']]]], // biome-ignore format: one row
    ['Headers', new Headers({ accept: 'text/plain' }), [[['accept', 'text/plain']]]],
    ['DOMException', new DOMException('late', 'TimeoutError'), ['late', 'TimeoutError']],
    ['TextEncoder', new TextEncoder(), []],
    [
      'TextDecoder',
      new TextDecoder('latin1'),
      ['windows-1252', { fatal: false, ignoreBOM: false }],
    ],
  ];
  for (const [name, object, made] of COPIES) {
    it(`is made again from its content: ${name}`, () => {
      const table = new FakeTable();

      const node = describePlatformObject(table, object, name, undefined);

      assert.ok(node.kind === 'constructed' && node.constructorName === name);
      const given = node.arguments.map((slot) =>
        typeof slot === 'number' ? table.values[slot] : slot[0],
      );
      assert.deepEqual(given, made);
    });
  }

  it('keeps what the program has hung on it, and nothing that its constructor makes', () => {
    const decoder = Object.assign(new TextDecoder(), { uses: 2 });

    const { properties } = describePlatformObject(
      new FakeTable(),
      decoder,
      'TextDecoder',
      undefined,
    );

    assert.deepEqual(properties, [{ key: ['uses'], value: [2], flags: 7 }]);
  });

  it('keeps the language and the options of a formatter', () => {
    const table = new FakeTable();
    const format = new Intl.NumberFormat('de', { minimumFractionDigits: 2 });

    const node = describePlatformObject(table, format, 'Intl.NumberFormat', undefined);

    assert.ok(node.kind === 'constructed');
    assert.deepEqual(node.arguments[0], ['de']);
    assert.equal((table.values[0] as { minimumFractionDigits?: number }).minimumFractionDigits, 2);
  });

  const REFUSED: readonly (readonly [name: string, object: object, message: string])[] = [
    ['net.Server', createServer(), 'a net.Server: open handles belong to one process'],
    ['AbortSignal', AbortSignal.abort(), 'an AbortSignal: an abort here would not be seen there'],
    [
      'AbortController',
      new AbortController(),
      'an AbortController: an abort here would not be seen there',
    ],
  ];
  for (const [name, object, message] of REFUSED) {
    it(`is refused if it is bound to this process: ${name}`, () => {
      const refusal = refusalBy(() =>
        describePlatformObject(new FakeTable(), object, name, undefined),
      );

      assert.equal(refusal, message);
    });
  }
});

it('A class is known to be copied by its name', () => {
  const names = ['URL', 'Intl.Collator', 'net.Socket', 'toString'];

  assert.deepEqual(names.map(isCopied), [true, true, false, false]);
});
