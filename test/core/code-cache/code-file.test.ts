import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bytesOf, readCode, readText, textIn } from '#dist/core/code-cache/code-file.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'manyhands-code-file-'));
after(() => rmSync(FOLDER, { recursive: true }));

const inFolder = (name: string): string => join(FOLDER, name);

function textOf(name: string, content: string): ReturnType<typeof readText> {
  writeFileSync(inFolder(name), content);
  return readText(inFolder(name));
}

function writeCode(path: string, text: ReturnType<typeof readText>, code: number[]): void {
  writeFileSync(path, bytesOf(text, { code: Buffer.from(code), writes: 2 }));
}

describe('The text of a file', () => {
  it('is the function that Node makes of a CommonJS module', () => {
    const { text, size } = textOf('a.cjs', 'exports.a = 1; // ä');

    const factory = new Function(`return ${text}`)() as (exports: object) => void;
    const exports = {};
    factory(exports);

    assert.deepEqual(exports, { a: 1 });
    assert.equal(size, Buffer.byteLength('exports.a = 1; // ä'));
    assert.equal(textIn(inFolder('a.cjs'), 'exports.a = 1; // ä').text, text);
  });

  it('may be empty', () => {
    assert.equal(typeof new Function(`return ${textOf('empty.cjs', '').text}`)(), 'function');
  });
});

describe('A file of code', () => {
  it('has what was written for that text', () => {
    const text = textOf('b.cjs', 'b');
    const path = inFolder('b.code');

    const missing = readCode(path, text);
    writeCode(path, text, [1, 2, 3]);
    const { code, writes } = readCode(path, text) ?? {};

    assert.equal(missing, undefined);
    assert.deepEqual([...(code ?? [])], [1, 2, 3]);
    assert.equal(writes, 2);
    assert.equal((code?.byteOffset ?? 1) % 8, 0);
  });

  it('has nothing for a text of another time or size', () => {
    const text = textOf('c.cjs', 'c');
    const path = inFolder('c.code');
    writeCode(path, text, [1]);

    const longer = textOf('c.cjs', 'cc');
    utimesSync(inFolder('c.cjs'), new Date(0), new Date(5000));
    writeFileSync(inFolder('c2.cjs'), 'c');
    utimesSync(inFolder('c2.cjs'), new Date(0), new Date(5000));
    const older = readText(inFolder('c2.cjs'));

    assert.equal(readCode(path, { ...longer, mtimeMs: text.mtimeMs }), undefined);
    assert.equal(readCode(path, older), undefined);
    assert.notEqual(readCode(path, text), undefined);
  });

  it('has nothing if it is cut off', () => {
    const text = textOf('d.cjs', 'd');
    const path = inFolder('d.code');
    writeCode(path, text, [1, 2, 3]);

    for (const length of [42, 41, 40, 35, 32, 31, 0]) {
      truncateSync(path, length);
      assert.equal(readCode(path, text), undefined);
    }
  });

  it('has nothing if its end was never written', () => {
    const text = textOf('e.cjs', 'e');
    const path = inFolder('e.code');
    writeCode(path, text, [1, 2, 3]);

    const whole = readCode(path, text);
    truncateSync(path, 40);
    truncateSync(path, 43);

    assert.deepEqual([...(whole?.code ?? [])], [1, 2, 3]);
    assert.equal(readCode(path, text), undefined);
  });
});
