import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  depthOfModule,
  lookUp,
  pickNames,
  readVariable,
} from '#dist/core/codec/function/source/scope-lookup.js';

const inner = { kind: 'Closure', variables: { a: 1, b: undefined } };
const outer = { kind: 'Module', variables: { a: 2, c: 3 } };

/** As V8 shows variables whose declaration has not run. */
const early = new Proxy(
  {},
  {
    getOwnPropertyDescriptor: () => {
      throw new ReferenceError('a is not initialised');
    },
  },
);

describe('A variable', () => {
  it('is found in the innermost scope that has it', () => {
    const found = ['a', 'b', 'c', 'toString'].map((name) => lookUp([inner, outer], name));

    assert.deepEqual(found, [
      { value: 1, isUninitialised: false, depth: 0 },
      { value: undefined, isUninitialised: false, depth: 0 },
      { value: 3, isUninitialised: false, depth: 1 },
      undefined,
    ]);
  });

  it('may not be initialised yet', () => {
    assert.deepEqual(readVariable(early, 'a'), { value: undefined, isUninitialised: true });
  });
});

describe('A scope', () => {
  it('can be cut down to some names, without keeping the rest alive', () => {
    const picked = pickNames(outer, ['c', 'missing']);

    assert.deepEqual(picked, { kind: 'Module', variables: { c: 3 } });
  });
});

describe('The scope of a module', () => {
  const script = { kind: 'Script', variables: {} };
  const MODULE = { isClassic: false };
  const CLASSIC = { isClassic: true };

  it('is the outermost', () => {
    assert.equal(depthOfModule([inner, outer], MODULE), 1);
    assert.equal(depthOfModule([inner], CLASSIC), 0);
  });

  it('is not that of the scripts around it', () => {
    assert.equal(depthOfModule([inner, outer, script], MODULE), 1);
    assert.equal(depthOfModule([inner, script], MODULE), 0);
  });

  it('is that of all scripts, for a script', () => {
    assert.equal(depthOfModule([inner, script], CLASSIC), 1);
  });

  it('is not there where a module has no variables', () => {
    assert.equal(depthOfModule([], MODULE), -1);
    assert.equal(depthOfModule([script], MODULE), -1);
  });
});
