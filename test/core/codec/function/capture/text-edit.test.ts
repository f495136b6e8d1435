import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, replaceNode } from '#dist/core/codec/function/capture/text-edit.js';

/** Where `part` stands in `text`, if trees counted from `offset`. */
function nodeAt(text: string, part: string, offset = 0) {
  const start = text.indexOf(part) + offset;
  return { type: 'Any', start, end: start + part.length };
}

describe('Edits of a text', () => {
  it('leave all that follows where it was', () => {
    const text = 'class B extends mix(A) { m() {} }';

    const edited = applyEdits({ text, offset: 0 }, [replaceNode(nodeAt(text, 'mix(A)'), 'x')]);

    assert.equal(edited, 'class B extends x      { m() {} }');
  });

  it('keep the line breaks of what they blank', () => {
    const text = 'a; static {\n  b();\n} c';

    const edited = applyEdits({ text, offset: 0 }, [
      replaceNode(nodeAt(text, 'static {\n  b();\n}'), ''),
    ]);

    assert.equal(edited, 'a;         \n      \n  c');
  });

  it('may come in any order, and count from where the tree begins', () => {
    const text = '[one]() {} [two]() {}';
    const edits = ['one', 'two'].map((part) => replaceNode(nodeAt(text, part, 100), '"x"'));

    const edited = [edits, [...edits].reverse()].map((all) =>
      applyEdits({ text, offset: 100 }, all),
    );

    assert.deepEqual(edited, ['["x"]() {} ["x"]() {}', '["x"]() {} ["x"]() {}']);
  });
});
