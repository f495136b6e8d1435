/** Which messages are accepted, and which are refused: each attack against each kind of key. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import type { Message } from '#dist/cluster/engine/engine.js';
import {
  checkBody,
  type Verification,
  verifyMessage,
  signMessage,
} from '#dist/cluster/signing/signed-message.js';
import { type Keyring, pairedKeys, sharedKeys } from '#dist/cluster/signing/keyring.js';
import { RELEASE, WIRE } from '#dist/cluster/signing/release.js';
import { fc } from '../../property.ts';

const NOW_MS = 1_000_000;
const SECRET = 'a secret that both sides know';
const BODY = new TextEncoder().encode('the arguments');

interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

function newPair(): Pair {
  return generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

const SUBMITTER = newPair();
const HOST = newPair();
const STRANGER = newPair();

/** What a sender signs with, what a receiver accepts, and somebody else's key of the same kind. */
const KINDS: readonly { name: string; sender: Keyring; receiver: Keyring; stranger: Keyring }[] = [
  {
    name: 'a shared secret',
    sender: sharedKeys([SECRET]),
    receiver: sharedKeys([SECRET]),
    stranger: sharedKeys(['a secret that somebody guessed']),
  },
  {
    name: 'a key pair',
    sender: pairedKeys({ sign: SUBMITTER.privateKey, verify: [HOST.publicKey] }),
    receiver: pairedKeys({ sign: HOST.privateKey, verify: [SUBMITTER.publicKey] }),
    stranger: pairedKeys({ sign: STRANGER.privateKey, verify: [] }),
  },
];

const MESSAGE: Message = { headers: { job: 'j1', index: '7', function: 'abc' }, body: BODY };

function signed(keyring: Keyring | undefined, message: Message = MESSAGE): Message {
  return signMessage(message, { pool: 'p', kind: 'chunk', keyring, nowMs: NOW_MS, lifeMs: 60_000 });
}

function opened(
  message: Message,
  keyring: Keyring | undefined,
  nowMs: number = NOW_MS,
): Verification {
  return verifyMessage(message, { pool: 'p', kind: 'chunk', keyring, nowMs });
}

function reasonOf(result: Verification): string {
  return result.ok ? 'accepted' : result.error.reason;
}

function withHeader(message: Message, name: string, value: string): Message {
  return { headers: { ...message.headers, [name]: value }, body: message.body };
}

for (const { name, sender, receiver, stranger } of KINDS) {
  describe(`Signed messages with ${name}`, () => {
    it('hands over what was signed, as it was', () => {
      const result = opened(signed(sender), receiver);

      assert.ok(result.ok);
      assert.deepEqual(result.value.body, BODY);
      for (const [header, value] of Object.entries(MESSAGE.headers)) {
        assert.equal(result.value.headers[header], value);
      }
      assert.equal(result.value.expiresMs, NOW_MS + 60_000);
    });

    it('does not depend on the order in which headers arrive', () => {
      const message = signed(sender);
      const headers = Object.fromEntries(Object.entries(message.headers).toReversed());

      assert.equal(reasonOf(opened({ headers, body: message.body }, receiver)), 'accepted');
    });

    it('refuses a message that is not signed', () => {
      assert.equal(reasonOf(opened(signed(undefined), receiver)), 'unsigned');
    });

    it('refuses a signature whose key is not known', () => {
      assert.equal(reasonOf(opened(signed(stranger), receiver)), 'unknown-key');
    });

    it("refuses a stranger's signature under the name of a key that is known", () => {
      const forged = signed(stranger);
      const named = withHeader(forged, 'Mh-Key', sender.keyId);

      assert.equal(reasonOf(opened(named, receiver)), 'signature');
    });

    it('refuses a message of which any header was changed, added or taken away', () => {
      const message = signed(sender);
      const reasons = Object.keys(message.headers).flatMap((header) => {
        const { [header]: taken, ...rest } = message.headers;
        return [
          withHeader(message, header, `${taken}x`),
          { headers: rest, body: message.body },
          { headers: { ...rest, [header.toUpperCase()]: taken ?? '' }, body: message.body },
        ].map((altered) => reasonOf(opened(altered, receiver)));
      });
      const added = reasonOf(opened(withHeader(message, 'reply', 'mine'), receiver));

      assert.ok(!reasons.includes('accepted'), reasons.join(' '));
      assert.equal(added, 'signature');
    });

    it('refuses another body than the one that was signed', () => {
      const message = signed(sender);

      assert.equal(reasonOf(opened({ ...message, body: Buffer.from('mine') }, receiver)), 'body');
    });

    it('refuses a message whose time is over, and one whose expiry was put off', () => {
      const message = signed(sender);
      const late = NOW_MS + 60_000;

      assert.equal(reasonOf(opened(message, receiver, late - 1)), 'accepted');
      assert.equal(reasonOf(opened(message, receiver, late)), 'expired');
      const putOff = withHeader(message, 'Mh-Expires', String(late * 2));
      assert.equal(reasonOf(opened(putOff, receiver, late)), 'signature');
    });

    it('refuses a result where a chunk belongs, so that none can be sent back as the other', () => {
      const result = signMessage(MESSAGE, {
        pool: 'p',
        kind: 'result',
        keyring: sender,
        nowMs: NOW_MS,
        lifeMs: 1000,
      });

      assert.equal(reasonOf(opened(result, receiver)), 'kind');
    });

    it('accepts no other message than those that were signed, whatever is done to them', () => {
      const header = fc.stringMatching(/^[A-Za-z-]{1,8}$/);
      const headers = fc.dictionary(header, fc.stringMatching(/^[!-~]{0,12}$/), { maxKeys: 5 });
      fc.assert(
        fc.property(
          headers,
          fc.uint8Array(),
          headers,
          fc.uint8Array(),
          (given, body, others, other) => {
            const message = signed(sender, { headers: given, body });
            const altered = { headers: { ...message.headers, ...others }, body: other };
            const isSame =
              Buffer.from(body).equals(other) &&
              Object.entries(others).every(([key, value]) => message.headers[key] === value);

            assert.equal(opened(message, receiver).ok, true);
            assert.equal(opened(altered, receiver).ok, isSame);
          },
        ),
      );
    });
  });
}

describe('A signed message', () => {
  it('says first that a message is of another version, of both, and what to do', () => {
    const message = withHeader(signed(sharedKeys([SECRET])), 'Mh-Version', '99');

    const result = opened(withHeader(message, 'Mh-From', '9.9.9\u001b'), sharedKeys([SECRET]));

    assert.ok(!result.ok);
    assert.equal(result.error.reason, 'version');
    const theirs = 'it comes from manyhands 9\\.9\\.9\\? \\(wire 99\\)';
    const ours = `this is manyhands ${RELEASE} \\(wire ${WIRE}\\)`;
    assert.match(result.error.text, new RegExp(`${theirs}, and ${ours}: .* hosts and submitters`));
    const old = opened({ headers: { 'Mh-Version': '2' }, body: BODY }, undefined);
    assert.match(
      old.ok ? '' : old.error.text,
      /it comes from manyhands older \(wire 2\), and this/,
    );
  });

  it('refuses the bytes of a machine with the other byte order', () => {
    const other = endianness() === 'LE' ? 'BE' : 'LE';

    assert.equal(
      reasonOf(opened(withHeader(signed(undefined), 'Mh-Byte-Order', other), undefined)),
      'byte-order',
    );
  });

  it('refuses what is no message of ours, and headers that could be read in two ways', () => {
    assert.equal(reasonOf(opened({ headers: {}, body: BODY }, undefined)), 'malformed');
    assert.equal(
      reasonOf(opened({ headers: { 'Mh-Version': WIRE }, body: BODY }, undefined)),
      'malformed',
    );
    const many = Array.from({ length: 60 }, (_, at) => [`h${at}`, '']);
    const headers = { ...signed(undefined).headers, ...Object.fromEntries(many) };
    assert.equal(reasonOf(opened({ headers, body: BODY }, undefined)), 'malformed');
    const split = withHeader(signed(undefined), 'job', 'j1\nindex:8');
    assert.equal(reasonOf(opened(split, undefined)), 'malformed');
  });

  it('checks the body by itself where it lies elsewhere', () => {
    const keyring = sharedKeys([SECRET]);
    const options = { pool: 'p', kind: 'chunk', keyring, nowMs: NOW_MS, lifeMs: 1000 };
    const message = signMessage(
      { headers: { object: 'o1' }, body: new Uint8Array() },
      { ...options, bodyElsewhere: BODY },
    );

    const result = verifyMessage(message, options);

    assert.ok(result.ok && result.value.isBodyElsewhere);
    assert.equal(checkBody(result.value.headers, BODY), true);
    assert.equal(checkBody(result.value.headers, Buffer.from('mine')), false);
  });

  it('still sees what was changed by accident where nothing is signed', () => {
    const message = signed(undefined);

    assert.equal(reasonOf(opened(message, undefined)), 'accepted');
    assert.equal(reasonOf(opened({ ...message, body: Buffer.from('x') }, undefined)), 'body');
  });

  it('shows of a stranger’s text only a little, and of the body nothing', () => {
    const message = withHeader(signed(sharedKeys([SECRET])), 'Mh-Key', 'k'.repeat(90));

    const result = opened(message, sharedKeys([SECRET]));

    assert.ok(!result.ok && result.error.text.length < 200);
    assert.ok(!result.error.text.includes('the arguments'));
  });
});
