/** TLS: an authority of one's own, and what happens to those who have another or none. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import type { TlsFiles } from '#dist/cluster/engine/nats/nats-options.js';
import { failOnLeaks } from '../../../leaks.ts';
import { type Certificates, hasOpenssl, makeCertificates } from '../../certificates.ts';
import { NatsServer, reasonToSkip } from '../../nats-server.ts';
import { publish, Taker } from '../stage.ts';

let server: NatsServer;
let ours: Certificates;
let others: Certificates;

async function open(role: 'submitter' | 'host', tls?: TlsFiles): Promise<Engine> {
  return await NatsEngine.open({
    server: `tls://127.0.0.1:${server.port}`,
    pool: 'tls',
    role,
    connectTimeoutMs: 3000,
    ...(tls === undefined ? {} : { tls }),
  });
}

const skip =
  reasonToSkip() || (hasOpenssl() ? false : 'there is no openssl to make certificates with');
describe('A NATS server that asks for certificates', { skip }, () => {
  before(async () => {
    const config = (folder: string): string => {
      ours = makeCertificates(folder, 'ours');
      others = makeCertificates(folder, 'others');
      const files = `cert_file: "${ours.certFile}", key_file: "${ours.keyFile}", ca_file: "${ours.caFile}"`;
      return `tls { ${files}, verify: true }`;
    };
    server = await NatsServer.start({ config });
  });
  after(async () => await server[Symbol.asyncDispose]());
  failOnLeaks();

  it('serves programs whose certificate its authority has signed', async () => {
    await using submitter = await open('submitter', ours);
    await using host = await open('host', ours);

    await publish(submitter, [0]);
    const taker = await Taker.open(host, 1);

    assert.equal((await taker.next()).index, 0);
  });

  it('is not trusted by a program that does not know its authority', async () => {
    const { certFile, keyFile } = ours;

    await assert.rejects(open('host', { certFile, keyFile }), { reason: 'unreachable' });
    await assert.rejects(open('host', { ...ours, caFile: others.caFile }), {
      reason: 'unreachable',
    });
  });

  it('does not let in a program without a certificate, or with one of another authority', async () => {
    await assert.rejects(open('host', { caFile: ours.caFile }), { code: 'ERR_POOL_ENGINE' });
    await assert.rejects(open('host', { ...others, caFile: ours.caFile }), {
      code: 'ERR_POOL_ENGINE',
    });
  });

  it('does not talk to a program in the clear', async () => {
    const plain = { server: server.url, pool: 'tls', role: 'host' } as const;

    await assert.rejects(NatsEngine.open(plain), { code: 'ERR_POOL_ENGINE' });
  });
});
