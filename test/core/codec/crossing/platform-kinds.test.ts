import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { MIMEType } from 'node:util';
import { describe, it } from 'node:test';
import { explainPlatformObject } from '#dist/core/codec/crossing/platform-kinds.js';

const BOUNDARIES = ['process', 'thread'] as const;

describe('An object of Node’s or the web’s classes', () => {
  const WORDS: readonly (readonly [object, noun: string, advice: string])[] = [
    [new AbortController(), 'an AbortController', "name the signal in the call's 'signal' option"],
    [new AbortController().signal, 'an AbortSignal', "name the signal in the call's 'signal' option"], // biome-ignore format: one row
    [new FormData(), 'a FormData', 'send its entries, [...it], and make it again in the function'],
    [new Headers(), 'a Headers', 'send its entries, [...it], and make it again in the function'],
    [new Request('https://a.b/'), 'a Request', 'send its url and what else is needed'],
    [new Response('x'), 'a Response', 'send its content: await it.text(), or await it.arrayBuffer()'], // biome-ignore format: one row
    [new TextDecoder(), 'a TextDecoder', 'make it in the function: send its encoding'],
    [new TextEncoder(), 'a TextEncoder', 'make it in the function'],
    [new URL('https://a.b/'), 'a URL', 'send its href'],
    [new URLSearchParams('a=1'), 'a URLSearchParams', 'send it as text: it.toString()'],
  ];
  for (const [value, noun, advice] of WORDS) {
    it(`is refused everywhere with what to send instead: ${noun}`, () => {
      for (const boundary of BOUNDARIES)
        assert.deepEqual(explainPlatformObject(value, boundary), {
          noun,
          why: 'its content is private, and nothing of it would arrive',
          advice,
        });
    });
  }

  it('is refused with general advice if there is no better', () => {
    for (const value of [new AsyncLocalStorage(), new MIMEType('a/b'), new EventTarget()])
      assert.equal(
        explainPlatformObject(value, 'process')?.advice,
        'send the plain data that it was made from, and make it in the function',
      );
  });

  it('crosses to a thread if postMessage can copy it, and to no process', () => {
    const blob = new Blob(['x']);

    assert.equal(explainPlatformObject(blob, 'thread'), undefined);
    assert.deepEqual(explainPlatformObject(blob, 'process'), {
      noun: 'a Blob',
      why: 'its content is private, and nothing of it would arrive',
      advice: 'send its bytes: await it.arrayBuffer()',
    });
  });

  it('is called by the name of Node’s class if it is of a class that extends it', () => {
    class Page extends URL {}

    assert.equal(explainPlatformObject(new Page('https://a.b/'), 'process')?.noun, 'a URL');
  });
});

describe('An object of no such class', () => {
  class Own {}
  const Namesake = { URL: class URL {} }.URL;
  const VALUES = { plain: {}, array: [], date: new Date(), map: new Map(), own: new Own(), namesake: new Namesake() }; // biome-ignore format: one row
  for (const [title, value] of Object.entries(VALUES)) {
    it(`is not explained here: ${title}`, () => {
      for (const boundary of BOUNDARIES)
        assert.equal(explainPlatformObject(value, boundary), undefined);
    });
  }
});
