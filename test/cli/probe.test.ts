import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import { loadExport, probeExport } from '#dist/cli/probe.js';
import { Workspace } from './command.ts';

class Modules extends Workspace {
  url(name: string, text: string): string {
    this.write(name, text);
    return pathToFileURL(this.path(name)).href;
  }
}

describe('probeExport', () => {
  it('has no problem with an export that is a function', async () => {
    using modules = new Modules();
    const url = modules.url('good.mjs', 'export default () => 1; export const named = () => 2;');

    assert.equal(await probeExport(url, 'default'), undefined);
    assert.equal(await probeExport(url, 'named'), undefined);
    assert.equal((await loadExport(url, 'named'))(undefined), 2);
  });

  it('names the exports there are, if it is another or no function', async () => {
    using modules = new Modules();
    const url = modules.url('other.mjs', 'export const parse = () => 1; export const text = "";');

    assert.equal(
      await probeExport(url, 'default'),
      `${url} has no default export; it exports parse\n  → name one: #parse`,
    );
    assert.equal(
      await probeExport(url, 'text'),
      `${url} has no function as its export 'text'; it exports parse`,
    );
    await assert.rejects(loadExport(url, 'text'), /has no function 'text'/);
  });

  it('says why a module cannot be loaded', async () => {
    using modules = new Modules();
    const url = modules.url('bad.mjs', 'throw new RangeError("not today");');

    assert.match(
      (await probeExport(url, 'default')) ?? '',
      /cannot be loaded: RangeError: not today/,
    );
  });

  it('finds the default export of CommonJS that was an ES module', async () => {
    using modules = new Modules();
    const url = modules.url(
      'compiled.cjs',
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => 3;',
    );

    assert.equal(await probeExport(url, 'default'), undefined);
    assert.equal((await loadExport(url, 'default'))(undefined), 3);
  });
});
