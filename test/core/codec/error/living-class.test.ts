import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { homeInModule, type ModuleHome } from '#dist/core/codec/error/class-home.js';
import { findLivingClass } from '#dist/core/codec/error/living-class.js';

class Held extends TypeError {}

/** From before there were classes. */
function OldFailure(): void {}
OldFailure.prototype = Object.create(Error.prototype, { constructor: { value: OldFailure } });

function homeOf(constructor: object): ModuleHome {
  return homeInModule(constructor) ?? assert.fail('it has no home');
}

describe('findLivingClass', () => {
  it('finds the class of a module, with nothing that leads to it', () => {
    assert.equal(findLivingClass('Held', homeOf(Held)), Held);
    assert.equal(findLivingClass('OldFailure', homeOf(OldFailure)), OldFailure);
  });

  it('finds none but at its home', () => {
    const home = homeOf(Held);

    assert.equal(findLivingClass('Other', home), undefined);
    assert.equal(findLivingClass('Held', { ...home, at: 'Other' }), undefined);
    assert.equal(findLivingClass('Held', { ...home, url: `${home.url}?2` }), undefined);
  });

  it('finds none that a function has made: it may be alive by chance', () => {
    class Made extends Error {}

    assert.equal(findLivingClass('Made', homeOf(Made)), undefined);
  });
});
