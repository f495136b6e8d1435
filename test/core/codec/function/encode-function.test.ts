import assert from 'node:assert/strict';
import inspector from 'node:inspector';
import { after, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { remapStack } from '#dist/core/codec/function/source/remap-stack.js';
import { runProgram } from '../../../program.js';
import { double } from './fixtures/jobs.js';
import { EchoWorker, type RemoteError } from './round-trip.js';
import { IS_COVERED } from '../../../coverage.ts';

const GROWS = IS_COVERED && 'coverage keeps what it has counted of each function';

const factor = 3;
let variable = 1;

describe('The payload of a function', () => {
  it('of an export is made without a parser, a lexer or a hash', async () => {
    const program = new URL('./fixtures/light-capture.js', import.meta.url);

    const { stdout, stderr } = await runProgram(program);

    assert.equal(stdout, 'reference\nreference\n', stderr);
  });

  it('is the same object as long as nothing has changed', () => {
    const captures = (): number => factor + variable;

    assert.equal(encodeFunction(double), encodeFunction(double));
    assert.equal(encodeFunction(captures), encodeFunction(captures));
  });

  it('has another id when a captured variable has changed', () => {
    const captures = (): number => variable;
    const before = encodeFunction(captures);
    variable += 1;

    assert.notEqual(encodeFunction(captures).id, before.id);
  });

  it('has one id for two closures with the same text and the same captures', () => {
    const make = (a: number) => () => a;

    assert.equal(encodeFunction(make(1)).id, encodeFunction(make(1)).id);
    assert.notEqual(encodeFunction(make(1)).id, encodeFunction(make(2)).id);
  });

  it('tells apart functions that have the same text in different places', () => {
    const one = [() => 1, () => 1];

    assert.notEqual(encodeFunction(one[0]).id, encodeFunction(one[1]).id);
  });

  it('names the function, or says that it is anonymous', () => {
    assert.equal(encodeFunction(double).name, 'double');
    assert.equal(
      encodeFunction(
        (
          () => () =>
            1
        )(),
      ).name,
      '(anonymous)',
    );
  });

  it('is small: about 100 bytes by reference, a few hundred by value', () => {
    const { bytes } = encodeFunction((x: number) => x * x).body as { bytes: Uint8Array };

    assert.ok(bytes.byteLength < 400, `${bytes.byteLength} bytes`);
    assert.ok(JSON.stringify(encodeFunction(double).body).length < 300);
  });

  it('does not change when the program goes on and changes what was captured', async () => {
    const state = { value: 1 };
    const payload = encodeFunction(() => state.value);
    state.value = 2;

    const fn = (await decodeFunction(payload)) as () => number;
    assert.equal(fn(), 1);
  });
});

describe('A rebuilt function', () => {
  const worker = new EchoWorker();
  after(() => worker[Symbol.asyncDispose]());

  it('throws errors whose stack points at the place in the user’s own file', async () => {
    const fail = (): never => {
      throw new Error('home');
    };
    const here = stackOf(fail);

    const place = /encode-function\.test\.ts:\d+:\d+/;
    await assert.rejects(worker.roundTrip(fail), (error: RemoteError) => {
      assert.equal(place.exec(remapStack(error.remoteStack))?.[0], place.exec(here)?.[0]);
      return true;
    });
  });

  it('can be captured and sent on from inside a worker', async () => {
    const encoder = import.meta.resolve('#dist/core/codec/function/encode-function.js');
    const decoder = import.meta.resolve('#dist/core/codec/function/decode-function.js');
    const helper = (x: number): number => double(x) + factor;
    const nested = async (encoderUrl: string, decoderUrl: string): Promise<number> => {
      const { encodeFunction: encode } = (await import(encoderUrl)) as {
        encodeFunction: typeof encodeFunction;
      };
      const { decodeFunction: decode } = (await import(decoderUrl)) as {
        decodeFunction: typeof decodeFunction;
      };
      const inner = (x: number): number => helper(x) * 2;
      const again = (await decode(structuredClone(encode(inner)))) as (x: number) => number;
      return again(1);
    };

    assert.equal(await worker.roundTrip(nested, encoder, decoder), 10);
  });
});

describe('Shared memory', () => {
  it('crosses to a thread, and is the same memory there', async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const payload = encodeFunction(() => Atomics.add(counter, 0, 5), { allowShared: true });
    const decoder = import.meta.resolve('#dist/core/codec/function/decode-function.js');
    const thread = new Worker(
      `const { workerData, parentPort } = require('node:worker_threads');
       import(workerData.decoder).then(({ decodeFunction }) => decodeFunction(workerData.payload))
         .then((fn) => parentPort.postMessage(fn()));`,
      { eval: true, workerData: { decoder, payload } },
    );

    await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));

    assert.equal(counter[0], 5);
  });
});

describe('A new function at each call', () => {
  it('is the same payload if it has the same text and captures the same', () => {
    const factor = 2;
    const helper = (x: number): number => x * factor;
    const make = () => (x: number) => helper(x) + 1;

    const ids = Array.from({ length: 50 }, () => encodeFunction(make()).id);

    assert.equal(new Set(ids).size, 1);
  });
});

describe('Capturing leaves the program as it was', () => {
  it('never enables the debugger for ordinary functions and never disables the profiler', () => {
    const methods: string[] = [];
    const { post } = inspector.Session.prototype;
    const spy = function (this: inspector.Session, method: string, ...rest: never[]): void {
      methods.push(method);
      Reflect.apply(post, this, [method, ...rest]);
    };
    inspector.Session.prototype.post = spy;

    try {
      for (let i = 0; i < 10; i += 1) encodeFunction(() => i + factor + variable);
    } finally {
      inspector.Session.prototype.post = post;
    }

    assert.ok(methods.length > 0);
    assert.deepEqual(
      methods.filter((method) => /^(Debugger|Profiler)\./.test(method)),
      [],
    );
  });

  it('leaves no global behind, and nothing on the inspector module', () => {
    const globals = Reflect.ownKeys(globalThis);
    const members = Reflect.ownKeys(inspector);
    encodeFunction(() => factor);

    assert.deepEqual(Reflect.ownKeys(globalThis), globals);
    assert.deepEqual(Reflect.ownKeys(inspector), members);
  });

  it('does not grow the heap over 20,000 captures', { skip: GROWS }, async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const captureMany = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        encodeFunction(() => i + factor + variable);
        if (i % 1000 === 0) await Promise.resolve();
      }
    };
    await captureMany(2000);
    collect();
    const before = process.memoryUsage().heapUsed;

    await captureMany(20_000);

    collect();
    const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    assert.ok(grown < 3, `${grown.toFixed(2)} MiB`);
  });
});

function stackOf(fn: () => never): string {
  try {
    return fn();
  } catch (error) {
    return (error as Error).stack ?? '';
  }
}
