import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scope } from '#dist/core/codec/function/source/simple-scope.js';

describe('A scope', () => {
  it('hands on the names that it does not declare, once all is declared', () => {
    const outer = new Scope();
    const inner = new Scope(outer);
    inner.used.add('a').add('b');
    inner.declared.add('b');

    inner.close();

    assert.deepEqual([...outer.used], ['a']);
  });

  it('knows the body of the function around it', () => {
    const body = new Scope(new Scope(), true);

    assert.equal(new Scope(new Scope(body)).body, body);
    assert.equal(body.body, body);
  });
});
