import assert from 'node:assert/strict';
import inspector from 'node:inspector';
import { describe, it } from 'node:test';
import {
  inspectBound,
  inspectFunction,
  InspectorUnavailable,
  listenToInspector,
  postToInspector,
} from '#dist/core/codec/function/source/inspector.js';

const locateNothing = (): undefined => undefined;
const ofTheModule = { a: 1 };

describe('The inside of a function', () => {
  it('are its scopes, from the innermost to the outermost, with the live values', () => {
    const captured = { b: 2 };
    {
      const inBlock = 3;
      const inside = inspectFunction(() => [captured, inBlock, ofTheModule]);

      const values = inside?.scopes.map(({ kind, variables }) => [kind, Object.keys(variables)]);
      assert.deepEqual(values?.at(0), ['Block', ['inBlock']]);
      assert.equal(values?.at(-1)?.[0], 'Module');
      assert.equal(inside?.scopes.at(-1)?.variables.ofTheModule, ofTheModule);
      assert.equal(inside?.scopes[1]?.variables.captured, captured);
    }
  });

  it('is its place in its script', () => {
    const [first, second] = [() => 1, () => 2].map((fn) => inspectFunction(fn));

    assert.equal(first?.scriptId, second?.scriptId);
    assert.ok(first !== undefined && second !== undefined && first.column < second.column);
  });

  it('is not known of native code', () => {
    assert.deepEqual([inspectFunction(Math.max), inspectFunction(locateNothing.bind(null))], [undefined, undefined]); // biome-ignore format: one row
  });

  it('can be looked at as often as one likes within one turn', () => {
    const looks = Array.from({ length: 100 }, (_, i) => inspectFunction(() => i));

    assert.equal(looks.at(-1)?.scopes[0]?.variables.i, 99);
  });
});

describe('The inside of a bound function', () => {
  it('is what it was bound to, as itself', () => {
    const [home, argument] = [{}, { a: 1 }];
    const target = (..._all: unknown[]): number => 1;

    const bound = inspectBound(target.bind(home, argument, -0, undefined, 2n, 'text'));

    assert.equal(bound?.target, target);
    assert.equal(bound?.boundThis, home);
    assert.equal(bound?.boundArguments[0], argument);
    assert.deepEqual(bound?.boundArguments.slice(1), [-0, undefined, 2n, 'text']);
  });

  it('is not there for others', () => {
    assert.equal(
      inspectBound(() => 1),
      undefined,
    );
  });
});

describe('The inspector', () => {
  it('answers at once', () => {
    const { result } = postToInspector<{ result: { value: number } }>('Runtime.evaluate', { expression: '1 + 1' }); // biome-ignore format: one row

    assert.equal(result.value, 2);
  });

  it('tells of events only while somebody listens', () => {
    const events: unknown[] = [];
    const parse = (): void => {
      postToInspector('Debugger.enable');
      postToInspector('Debugger.disable');
    };

    listenToInspector('Debugger.scriptParsed', (event) => events.push(event), parse);
    const { length } = events;
    parse();

    assert.ok(length > 0);
    assert.equal(events.length, length);
  });

  it('says so when it refuses', () => {
    assert.throws(() => postToInspector('Nothing.atAll'), InspectorUnavailable);
  });

  it('keeps no hold on what it has been shown', () => {
    inspectFunction(() => ofTheModule);

    assert.deepEqual(
      Reflect.ownKeys(inspector).filter(
        (key) => typeof key === 'symbol' && key !== Symbol.toStringTag,
      ),
      [],
    );
  });
});
