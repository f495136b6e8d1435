import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { key } from '#dist/cluster/commands/key.js';
import { connectionOf } from '#dist/cluster/commands/connection-flags.js';
import { resolveConnection } from '#dist/cluster/connect.js';

const MODES = process.platform === 'win32' ? 'files have no modes here' : false;

describe('manyhands key', () => {
  let folder = '';
  const file = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('makes a secret that nobody else can read, and tells its name', async (test) => {
    const said = test.mock.method(console, 'log', () => {});

    await key([file('secret')]);

    const { keyring } = resolveConnection(connectionOf({ 'key-file': [file('secret')] }), 'host');
    assert.equal(readFileSync(file('secret'), 'utf8').trim().length, 44);
    assert.match(String(said.mock.calls[0]?.arguments[0]), new RegExp(`^key ${keyring?.keyId} is`));
    if (MODES === false) assert.equal(statSync(file('secret')).mode & 0o777, 0o600);
  });

  it('makes a pair: who has one half accepts what the other has signed', async (test) => {
    test.mock.method(console, 'log', () => {});
    await key(['--pair', file('submitter')]);
    await key(['--pair', file('host')]);
    const pair = (mine: string, theirs: string) => {
      const flags = { 'sign-key': file(mine), 'verify-key': [file(`${theirs}.pub`)] };
      return resolveConnection(connectionOf(flags), 'host').keyring;
    };
    const [submitter, host] = [pair('submitter', 'host'), pair('host', 'submitter')];
    assert.ok(submitter !== undefined && host !== undefined);

    const signed = { keyId: submitter.keyId, bytes: submitter.sign('text') };

    assert.equal(host.verify('text', signed), 'good');
    assert.equal(submitter.verify('text', signed), 'unknown-key'); // it is none of a host's
  });

  it('leaves a file that is there alone', async (test) => {
    test.mock.method(console, 'log', () => {});
    await key([file('kept')]);
    const before = readFileSync(file('kept'), 'utf8');

    await assert.rejects(key([file('kept')]), /is there already, and is left alone/);

    assert.equal(readFileSync(file('kept'), 'utf8'), before);
  });

  it('takes one file', async () => {
    await assert.rejects(key([]), { code: 'ERR_POOL_OPTION' });
    await assert.rejects(key(['a', 'b']), { code: 'ERR_POOL_OPTION' });
  });

  it('is refused where others can read it', { skip: MODES }, async (test) => {
    test.mock.method(console, 'log', () => {});
    await key([file('open')]);

    for (const mode of [0o644, 0o640, 0o604]) {
      chmodSync(file('open'), mode);
      assert.throws(() => connectionOf({ 'key-file': [file('open')] }), /can be read by others/);
    }
  });

  it('is accepted beside the one that replaces it', async (test) => {
    test.mock.method(console, 'log', () => {});
    await key([file('old')]);
    await key([file('new')]);
    const ring = (...names: string[]) =>
      resolveConnection(connectionOf({ 'key-file': names.map(file) }), 'host').keyring;
    const [before, during, then] = [ring('old'), ring('new', 'old'), ring('new')];
    assert.ok(before !== undefined && during !== undefined && then !== undefined);

    const old = { keyId: before.keyId, bytes: before.sign('text') };
    const next = { keyId: during.keyId, bytes: during.sign('text') };

    assert.deepEqual(
      [before, during, then].map((keyring) => keyring.verify('text', old)),
      ['good', 'good', 'unknown-key'],
    );
    assert.deepEqual(
      [before, during, then].map((keyring) => keyring.verify('text', next)),
      ['unknown-key', 'good', 'good'],
    );
  });
});
