import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { inspectFunction } from '#dist/core/codec/function/source/inspector.js';
import { locateScript, readScriptSource } from '#dist/core/codec/function/source/locate-script.js';
import { double } from '../fixtures/jobs.js';

function idOf(fn: object): string {
  return inspectFunction(fn)?.scriptId ?? '';
}

describe('The URL of a script', () => {
  it('is found for one on the stack, and for one that is not', () => {
    const urls = [() => 1, double].map((fn) => locateScript(idOf(fn)));

    assert.deepEqual(urls, [import.meta.url, new URL('../fixtures/jobs.js', import.meta.url).href]);
  });

  it('is a URL for scripts that are known by their path', () => {
    const fn = new vm.Script('(() => 1)', { filename: '/app/a b.js' }).runInThisContext() as object;

    assert.equal(locateScript(idOf(fn)), 'file:///app/a%20b.js');
  });

  it('is empty for text without a name, and for no script at all', () => {
    assert.deepEqual([locateScript(idOf(new Function('return 1'))), locateScript('0')], ['', '']);
  });
});

describe('The source of a script', () => {
  it('is the text that runs', () => {
    const fn = new vm.Script('(() => 42)').runInThisContext() as object;

    assert.equal(readScriptSource(idOf(fn)), '(() => 42)');
  });

  it('is not known of no script', () => {
    assert.equal(readScriptSource('0'), undefined);
  });
});
