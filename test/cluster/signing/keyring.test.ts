/** Keys: which sign, which are accepted, how one replaces another. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Keyring, pairedKeys, sharedKeys } from '#dist/cluster/signing/keyring.js';

const OLD = 'the secret of last year';
const NEW = 'the secret of this year';

function verdict(sender: Keyring, receiver: Keyring): string {
  return receiver.verify('text', { keyId: sender.keyId, bytes: sender.sign('text') });
}

describe('Shared keys', () => {
  it('sign with the first, and accept all of them', () => {
    const both = sharedKeys([NEW, OLD]);

    assert.equal(both.keyId, sharedKeys([NEW]).keyId);
    assert.equal(verdict(sharedKeys([OLD]), both), 'good');
    assert.equal(verdict(both, sharedKeys([NEW])), 'good');
    assert.equal(verdict(both, sharedKeys([OLD])), 'unknown-key');
  });

  it('can be replaced without a moment in which messages are refused', () => {
    const stages = [[OLD], [OLD, NEW], [NEW, OLD], [NEW]].map(sharedKeys);

    // Programs change one after another, so neighbouring stages are in use together.
    for (const [at, stage] of stages.entries()) {
      const next = stages[at + 1] ?? stage;
      assert.deepEqual([verdict(stage, next), verdict(next, stage)], ['good', 'good']);
    }
  });

  it('refuse a signature that is cut or empty', () => {
    const keys = sharedKeys([NEW]);

    for (const bytes of [Buffer.alloc(0), keys.sign('text').subarray(0, 31), Buffer.alloc(32)]) {
      assert.equal(keys.verify('text', { keyId: keys.keyId, bytes }), 'bad');
    }
  });

  it('must be long enough, and are not shown in the error', () => {
    assert.throws(
      () => sharedKeys(['short']),
      (error: Error) =>
        /at least 16 bytes, but it had 5/.test(error.message) && !/short:/.test(error.message),
    );
    assert.throws(() => sharedKeys([]), { code: 'ERR_POOL_OPTION' });
  });

  it('have a name that does not tell the secret', () => {
    const { keyId } = sharedKeys([NEW]);

    assert.match(keyId, /^[0-9a-f]{16}$/);
    assert.ok(!NEW.includes(keyId));
  });
});

describe('Paired keys', () => {
  const submitter = newPair();
  const host = newPair();
  const ofSubmitter = pairedKeys({ sign: submitter.privateKey, verify: [host.publicKey] });
  const ofHost = pairedKeys({ sign: host.privateKey, verify: [submitter.publicKey] });

  it('let each side accept the other', () => {
    assert.equal(verdict(ofSubmitter, ofHost), 'good');
    assert.equal(verdict(ofHost, ofSubmitter), 'good');
  });

  it('give a host nothing that it could submit with: other hosts do not accept it', () => {
    assert.equal(verdict(ofHost, ofHost), 'unknown-key');
  });

  it('let hosts of one key read what they leave for each other, and nothing else of it', () => {
    const { withOwn } = ofHost;

    assert.ok(withOwn !== undefined);
    assert.deepEqual([verdict(ofHost, withOwn), verdict(ofHost, ofHost)], ['good', 'unknown-key']);
  });

  it('refuse a signature of another text', () => {
    const bytes = ofSubmitter.sign('another text');

    assert.equal(ofHost.verify('text', { keyId: ofSubmitter.keyId, bytes }), 'bad');
  });

  it('must be Ed25519 keys, and are not shown in the error', () => {
    const rsa = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });

    assert.throws(
      () => pairedKeys({ sign: rsa.privateKey, verify: [] }),
      /but it was rsa: make a pair/,
    );
    assert.throws(
      () => pairedKeys({ sign: 'my private words', verify: [] }),
      (error: Error) =>
        /keys\.sign must be an Ed25519 key/.test(error.message) &&
        !/private words/.test(error.message),
    );
    const { privateKey } = newPair();
    assert.throws(() => pairedKeys({ sign: privateKey, verify: ['?'] }), /keys\.verify must be/);
  });
});

function newPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
