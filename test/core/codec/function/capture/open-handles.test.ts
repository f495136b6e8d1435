import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { createServer, Socket } from 'node:net';
import { PassThrough, Stream } from 'node:stream';
import { describe, it } from 'node:test';
import { findOpenHandle } from '#dist/core/codec/function/capture/open-handles.js';

class Client {
  readonly socket = new Socket();
}

const timer = setInterval(() => undefined, 1000);
clearInterval(timer);

describe('An open handle', () => {
  const FOUND: readonly (readonly [value: unknown, name: string | undefined])[] = [
    [new Socket(), 'a net.Socket'],
    [{ deep: [new Client()] }, 'a net.Socket'],
    [createServer(), 'a net.Server'],
    [new PassThrough(), 'a stream.PassThrough'],
    [Promise.resolve(), 'a Promise'],
    [timer, 'a Timeout'],
    [new AbortController().signal, 'an AbortSignal'],
    [new Int8Array(new SharedArrayBuffer(1)), 'shared memory'],
    [{ [Symbol.for('manyhands.notSendable')]: 'mine' }, 'bound to this process'],
    [new Stream(), undefined],
    [new EventEmitter(), undefined],
    [new EventEmitter().once('end', () => undefined), undefined],
    [Client.prototype, undefined],
    [Socket.prototype, undefined],
    [new AsyncLocalStorage(), undefined],
    [{ out: process.stdout, log: console }, undefined],
    [new Proxy({}, {}), undefined],
    [new Uint8Array(10), undefined],
    ['text', undefined],
    [{ *entries() {}, async load() {}, async *all() {} }, undefined],
  ];
  for (const [value, name] of FOUND) {
    const title = Object.prototype.toString.call(value);
    it(`is ${name ?? 'nowhere'} in ${title}`, () => assert.equal(findOpenHandle(value), name));
  }
});
