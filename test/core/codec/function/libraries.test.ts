/** Real libraries on the pool: a constant of theirs at the top of a module, used by what is sent. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { NotSendableError, Pool, ThreadPool } from 'manyhands';
import { makeCases, runCase } from './libraries/constants.js';

const image = sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } });

/** Constants of these cannot be copied: without being made again they are refused. */
const UNCOPYABLE = ['zod', 'yup', 'joi', 'pino', 'winston', 'marked', 'lodash'];

for (const PoolClass of [Pool, ThreadPool]) {
  describe(`A library on a ${PoolClass.name}`, () => {
    const pool = new PoolClass(1);
    after(() => pool.terminate());

    for (const [name, { run, gives }] of Object.entries(makeCases())) {
      it(`${name}: its constant is there in a closure`, async () => {
        const closure = (): unknown => [run(), 'by value'];

        assert.deepEqual(await pool.apply(closure), [gives, 'by value']);
      });

      it(`${name}: its constant is there in an exported function`, async () => {
        assert.deepEqual(await pool.apply(runCase, [name]), gives);
      });
    }

    it('sharp: works from the path of a file', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'manyhands-sharp-'));
      const path = join(folder, 'red.png');
      await image.clone().png().toFile(path);

      const sizes = await pool.map(async (file) => (await sharp(file).metadata()).width, [path]);

      await rm(folder, { recursive: true });
      assert.deepEqual(sizes, [4]);
    });

    it('sharp: an image under way is a stream, and is refused with a line that works', async () => {
      await assert.rejects(
        pool.apply(async () => (await image.png().toBuffer()).length),
        (error: Error) => {
          assert.ok(error instanceof NotSendableError);
          assert.match(error.message, /captures variable 'image', an instance of class 'Sharp'/);
          assert.match(error.message, /is not made again in the worker, because it is or holds a/);
          assert.match(error.message, /const image = perWorker\(\(\) => sharp\(\{ create: \{/);
          return true;
        },
      );
    });
  });
}

describe('The option remakeConstants', () => {
  it('turned off, leaves constants of libraries refused, with the line to paste', async () => {
    await using pool = new Pool({ workers: 1, remakeConstants: false });
    const cases = makeCases();

    for (const name of UNCOPYABLE) {
      const run = cases[name]?.run as () => unknown; // one of the cases
      await assert.rejects(
        pool.apply(() => run()),
        (error: Error) => {
          assert.ok(error instanceof NotSendableError, name);
          assert.match(error.message, /because the pool's option 'remakeConstants' is off/);
          assert.match(error.message, /\n {4}const \w+ = perWorker\(\(\) => /);
          return true;
        },
      );
    }
  });

  it('is true or false', () => {
    assert.throws(() => new Pool({ remakeConstants: 1 as never }), /must be true or false/);
  });
});
