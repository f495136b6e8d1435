import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { connectionOf } from '#dist/cluster/commands/connection-flags.js';

describe('The flags of a connection', () => {
  let folder = '';
  const before = { ...process.env };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flags-'));
    delete process.env['MANYHANDS_SERVER'];
    delete process.env['MANYHANDS_KEY'];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    process.env = { ...before };
  });

  it('say where the server is; otherwise the environment does, or it is on this machine', () => {
    const byDefault = connectionOf({}).server;
    process.env['MANYHANDS_SERVER'] = 'nats://env:4222';

    assert.equal(byDefault, 'nats://127.0.0.1:4222');
    assert.equal(connectionOf({}).server, 'nats://env:4222');
    assert.equal(connectionOf({ server: 'nats://flag:1' }).server, 'nats://flag:1');
  });

  it('name a file that holds the key; otherwise the environment does', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'from the file\n', { mode: 0o600 });
    process.env['MANYHANDS_KEY'] = 'from the environment';

    assert.deepEqual(connectionOf({ 'key-file': [file] }).keys, ['from the file']);
    assert.equal(connectionOf({}).key, 'from the environment');
  });

  it('say which file could not be read', () => {
    const file = join(folder, 'missing');

    assert.throws(() => connectionOf({ 'key-file': [file] }), { code: 'ERR_POOL_OPTION' });
  });

  it('do not mix a shared secret with keys of their own, and want both halves of these', () => {
    for (const flags of [
      { 'sign-key': 'a' },
      { 'verify-key': ['a'] },
      { 'key-file': ['a'], 'sign-key': 'b', 'verify-key': ['c'] },
    ]) {
      assert.throws(() => connectionOf(flags), { code: 'ERR_POOL_OPTION' });
    }
  });

  it('name a file with who this program is to the server, which others must not be able to read', () => {
    const [file, open] = [join(folder, 'who'), join(folder, 'open')];
    writeFileSync(file, 'ann:pass:word\n', { mode: 0o600 });
    writeFileSync(open, 'token\n', { mode: 0o644 });

    const { credentials } = connectionOf({ 'credentials-file': file });

    assert.deepEqual(credentials, { user: 'ann', password: 'pass:word' });
    assert.throws(() => connectionOf({ 'credentials-file': open }), { code: 'ERR_POOL_OPTION' });
    const both = { 'credentials-file': file, creds: 'user.creds' };
    assert.throws(() => connectionOf(both), { code: 'ERR_POOL_OPTION' });
  });

  it('ask for TLS when they name an authority or a certificate', () => {
    assert.equal(connectionOf({}).tls, undefined);
    assert.deepEqual(connectionOf({ ca: 'a.pem' }).tls, { caFile: 'a.pem' });
    assert.deepEqual(connectionOf({ cert: 'c.pem', 'cert-key': 'k.pem' }).tls, {
      certFile: 'c.pem',
      keyFile: 'k.pem',
    });
  });

  it('name a file of credentials', () => {
    assert.deepEqual(connectionOf({ creds: 'user.creds' }).credentials, { file: 'user.creds' });
    assert.equal(connectionOf({}).credentials, undefined);
  });
});
