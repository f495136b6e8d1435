import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSelfSerializing, REVIVE, SERIALIZE } from '#dist/core/codec/classes/self-serializing.js';

class Both {
  [SERIALIZE](): unknown {
    return 1;
  }
  static [REVIVE](): Both {
    return new Both();
  }
}

class OnlyThere {
  [SERIALIZE](): unknown {
    return 1;
  }
}

class OnlyBack {
  static [REVIVE](): OnlyBack {
    return new OnlyBack();
  }
}

describe('An instance serialises itself', () => {
  it('if its class has both methods, or inherits them', () => {
    const instances = [new Both(), new (class extends Both {})()];

    assert.deepEqual(instances.map(isSelfSerializing), [true, true]);
  });

  it('not if one of them is missing', () => {
    const instances = [new OnlyThere(), new OnlyBack(), {}, Object.create(null) as object];

    assert.deepEqual(instances.map(isSelfSerializing), [false, false, false, false]);
  });

  it('by symbols that classes can write without importing anything', () => {
    assert.equal(SERIALIZE, Symbol.for('manyhands.serialize'));
    assert.equal(REVIVE, Symbol.for('manyhands.revive'));
  });
});
