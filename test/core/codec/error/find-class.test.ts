import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { homeInModule } from '#dist/core/codec/error/class-home.js';
import { findClassAt, rememberClass } from '#dist/core/codec/error/find-class.js';
import { identifyClass } from '#dist/core/codec/function/capture/class-id.js';

class Seen extends Error {}
const around = (): unknown => Seen;

function homeOf(constructor: object): { readonly url: string; readonly at: string } {
  return homeInModule(constructor) ?? assert.fail('it has no home');
}

describe('findClassAt', () => {
  it('finds a captured class by its id', () => {
    class Captured extends Error {}
    const id = identifyClass(Captured);

    assert.equal(findClassAt('Captured', { id }, undefined), Captured);
    assert.equal(findClassAt('Captured', { id: 'unheard of' }, undefined), undefined);
  });

  it('finds a class among what the function can see, by its home and not by its name', () => {
    const home = homeOf(Seen);

    assert.equal(findClassAt('Seen', { ...home, at: 'Other' }, around), undefined);
    assert.equal(findClassAt('Seen', { ...home, url: `${home.url}?2` }, around), undefined);
    assert.equal(findClassAt('Seen', home, around), Seen);
  });

  it('finds in the scope of the function what its module does not hold', () => {
    class Inner extends Error {}
    const close = (): unknown => Inner;

    assert.equal(findClassAt('Inner', homeOf(Inner), undefined), undefined);
    assert.equal(findClassAt('Inner', homeOf(Inner), close), Inner);
  });

  it('finds a class that a pool was given, whatever the function sees', () => {
    class Given extends Error {}

    rememberClass(Given);

    assert.equal(findClassAt('Given', homeOf(Given), undefined), Given);
  });
});
