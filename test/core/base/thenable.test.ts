import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isThenable } from '#dist/core/base/thenable.js';

// biome-ignore-start lint/suspicious/noThenProperty: thenables are the subject
const THENABLE: Readonly<Record<string, unknown>> = {
  'a promise': Promise.resolve(1),
  'an object with a then method': { then: () => undefined },
  'a function with a then method': Object.assign(() => 1, { then: () => undefined }),
  'an instance whose class has then': new (class {
    then(): void {}
  })(),
};

const OTHER: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a number': 1,
  'a text': 'then',
  'a function': () => 1,
  'an object whose then is data': { then: true },
};
// biome-ignore-end lint/suspicious/noThenProperty: thenables are the subject

describe('isThenable', () => {
  for (const [title, value] of Object.entries(THENABLE)) {
    it(`is true for ${title}`, () => assert.equal(isThenable(value), true));
  }

  for (const [title, value] of Object.entries(OTHER)) {
    it(`is false for ${title}`, () => assert.equal(isThenable(value), false));
  }
});
