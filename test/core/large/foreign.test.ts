import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { findForeign } from '#dist/core/large/foreign.js';
import { ownFile } from '#dist/core/base/own-files.js';

const MODULE = ownFile('core/large/foreign').href;

describe('calls of the C library', () => {
  it('find the memory of bytes, with koffi', (test) => {
    const foreign = findForeign();
    if (foreign === undefined) return test.skip('koffi cannot be loaded here');
    const bytes = Buffer.from('12345678');

    assert.equal(foreign.wordAt(foreign.addressOf(bytes)), bytes.readBigUInt64LE());
    assert.ok(foreign.pageSize >= 4096n);
  });

  it('find it with node:ffi alone, where Node has that', (test) => {
    if (!process.allowedNodeEnvironmentFlags.has('--experimental-ffi'))
      return test.skip('this version of Node has none');
    const program = `
      const { findForeign } = await import(${JSON.stringify(MODULE)});
      const { addressOf, wordAt, pageSize, mmap } = findForeign();
      const address = BigInt(mmap(0n, pageSize, 3, 0x22, -1, 0n));
      process.stdout.write(String([wordAt(addressOf(Buffer.alloc(8, 1))), wordAt(address)]));`;
    const args = ['--experimental-ffi', '--no-addons', '--input-type=module', '-e', program];

    const said = execFileSync(process.execPath, args, { encoding: 'utf8' });

    assert.equal(said, '72340172838076673,0');
  });

  it('are not there, without a word, where nothing may be loaded', () => {
    const program = `
      const { findForeign } = await import(${JSON.stringify(MODULE)});
      process.stdout.write(String(findForeign()));`;
    const args = ['--no-addons', '--input-type=module', '-e', program];
    const flags = process.allowedNodeEnvironmentFlags.has('--experimental-ffi')
      ? ['--no-experimental-ffi']
      : [];

    const said = execFileSync(process.execPath, [...flags, ...args], { encoding: 'utf8' });

    assert.equal(said, 'undefined');
  });
});
