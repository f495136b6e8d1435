import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Agent, createServer as createHttpServer } from 'node:http';
import { createServer, Socket } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { TLSSocket } from 'node:tls';
import { builtinClassOf } from '#dist/core/base/builtin-class.js';

describe('builtinClassOf', () => {
  const values: readonly (readonly [name: string, make: () => object])[] = [
    ['http.Agent', () => new Agent()],
    ['events.EventEmitter', () => new EventEmitter()],
    ['crypto.Hash', () => createHash('sha256')],
    ['crypto.Hmac', () => createHmac('sha256', 'key')],
    ['net.Server', () => createServer()],
    ['http.Server', () => createHttpServer()],
    ['net.Socket', () => new Socket()],
    ['tls.TLSSocket', () => new TLSSocket(new Socket())],
    ['stream.PassThrough', () => new PassThrough()],
    ['stream.Readable', () => Readable.from([])],
    ['stream.Writable', () => new Writable()],
  ];
  for (const [name, make] of values) {
    it(`knows a ${name}`, () => {
      assert.equal(builtinClassOf(make()), name);
    });
  }

  it('tells classes of one name in several modules apart', (context) => {
    const socket = createSocket('udp4');
    const stream = createReadStream(import.meta.filename);
    context.after(() => {
      socket.close();
      stream.destroy();
    });

    assert.deepEqual([socket, stream].map(builtinClassOf), ['dgram.Socket', 'fs.ReadStream']);
  });

  it('knows classes that no module exports', async () => {
    const timeout = setTimeout(() => {}, 0);
    const immediate = setImmediate(() => {});
    const file = await open(import.meta.filename);

    const names = [timeout, immediate, file].map(builtinClassOf);
    clearTimeout(timeout);
    clearImmediate(immediate);
    await file.close();

    assert.deepEqual(names, ['timers.Timeout', 'timers.Immediate', 'fs.promises.FileHandle']);
  });

  it('knows an instance of a subclass by the nearest class that is known', () => {
    class Upload extends Socket {}
    class LargeUpload extends Upload {}

    assert.equal(builtinClassOf(new LargeUpload()), 'net.Socket');
  });

  it('is not misled by a class that only has the same name', () => {
    class Socket {}
    class Timeout {}

    assert.deepEqual([new Socket(), new Timeout()].map(builtinClassOf), [undefined, undefined]);
  });

  it('is not misled by names that every object has', () => {
    const value = { constructor: { name: 'toString' } };

    assert.equal(builtinClassOf(Object.create(value) as object), undefined);
  });

  it('knows nothing of plain objects, arrays, errors and Maps', () => {
    const values = [{}, [], new Error('no'), new Map(), Object.create(null) as object];

    assert.deepEqual(
      values.map(builtinClassOf),
      values.map(() => undefined),
    );
  });
});
