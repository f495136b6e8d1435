import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Declarations,
  readDeclarations,
} from '#dist/core/codec/function/source/declarations.js';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';

function read(text: string): Declarations {
  const found = readDeclarations(describeModule(text));
  assert.ok(found);
  return found;
}

describe('The declarations of a module', () => {
  it('are found by name, the innermost that code at a place sees', () => {
    const text = 'const a = 1; function f(b) { const a = 2; return a + b; } const b = 3;';
    const { find } = read(text);

    const places = [0, text.indexOf('return')];
    const inits = places.flatMap((at) => ['a', 'b'].map((name) => find(name, at)?.init?.value));

    assert.deepEqual(inits, [1, 3, 2, undefined]);
  });

  it('are at the top inside what loaders put around a module', () => {
    const texts = [
      'const x = 1;',
      '(function (exports, require) { const x = 1; });',
      '__filename = "x"; (() => { const x = 1; })();',
      '"use strict"; async (__vite_ssr_exports__) => {{ const x = 1; }}',
      '"use strict"; (() => { const x = 1; })();',
    ];

    const isTop = texts.map((text) => read(text).find('x', text.indexOf('x = 1'))?.isTopLevel);

    assert.deepEqual(isTop, [true, true, true, true, true]);
    assert.equal(read('(() => { const x = 1; })(); f();').find('x', 12)?.isTopLevel, false);
  });

  it('know who assigns again', () => {
    const { find, isReassigned } = read('let a = 1; let b = 2; var c = 3; b = 4;');
    const declared = ['a', 'b', 'c'].map((name) => find(name, 0));

    assert.deepEqual(declared.map((one) => one && isReassigned(one)), [false, true, false]); // biome-ignore format: one row
  });

  it('know who assigns to another variable of the name', () => {
    const others = [
      'function f(x) { x = 2; }',
      'const f = () => { let x = 1; { x += 1; } };',
      'for (let x = 0; x < 2; x++);',
      'try {} catch (x) { x = 3; }',
      'const f = ({ x }) => { [x] = [1]; };',
    ];
    const same = ['{ x = 2; }', 'const f = (y) => { x++; };', 'for (x of []);', '({ x } = {});'];
    const says = (text: string): boolean | undefined => {
      const { find, isReassigned } = read(`var x = g(); ${text}`);
      const x = find('x', 0);
      return x && isReassigned(x);
    };

    assert.deepEqual(
      others.map(says),
      others.map(() => false),
    );
    assert.deepEqual(
      same.map(says),
      same.map(() => true),
    );
  });

  it('are at the top of what a bundler has put around a module, with the statements there', () => {
    const loader = 'var c = (f, m) => () => (m || f((m = { exports: {} }).exports, m), m.exports);';
    const module = '{ const x = 1; x.use(2); }';
    const [wrapped, called] = [
      `var r = c((e) => ${module});`,
      `c(() => { (() => ${module})(); });`,
    ];
    const [inside, beside] = [wrapped, called].map((text) => {
      const { find, listChanges } = read(`${loader} ${text} x.use(3);`);
      const x = find('x', loader.length + text.indexOf('x = 1') + 1);
      return x && [x.isTopLevel, listChanges(x, { isOwnClass: false }).length];
    });

    assert.deepEqual([inside, beside?.[0]], [[true, 1], false]);
  });

  it('know the statements that change what a variable holds', () => {
    const text =
      'md.use(a).use(b); addFormats(md); md.x = 1; md.render(1); log(md); other.use(md);';
    const { find, listChanges } = read(`let md; ${text}`);
    const md = find('md', 0);
    assert.ok(md);
    const list = (isOwnClass: boolean): string[] =>
      listChanges(md, { isOwnClass }).map(({ start, end }) => text.slice(start - 8, end - 8));

    assert.deepEqual(list(false), ['md.use(a).use(b);', 'addFormats(md);', 'md.x = 1;']);
    assert.deepEqual(list(true), [...list(false), 'md.render(1);']);
  });

  it('are unknown if the text is no JavaScript', () => {
    assert.equal(readDeclarations(describeModule('const x: number = 1;')), undefined);
  });
});
