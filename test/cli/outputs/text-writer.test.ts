import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FileWriter, renameInto, sizeOf } from '#dist/cli/outputs/text-writer.js';
import { Workspace } from '../command.ts';

describe('FileWriter', () => {
  it('counts bytes when they are appended, and writes them when it is flushed', async () => {
    using space = new Workspace();
    const writer = await FileWriter.open(space.path('out'), 0);

    writer.append('é\n');

    assert.deepEqual([writer.length, space.read('out')], [3, '']);
    await writer.flush();
    assert.equal(space.read('out'), 'é\n');
    await writer.close();
  });

  it('keeps so many bytes of an earlier run, cuts off the others, and goes on behind them', async () => {
    using space = new Workspace();
    space.write('out', 'kept torn');
    const writer = await FileWriter.open(space.path('out'), 5);

    writer.append('new');
    await writer.sync();
    await writer.close();

    assert.equal(space.read('out'), 'kept new');
    assert.equal(writer.length, 8);
  });

  it('writes in the order of the calls, however many flushes are under way', async () => {
    using space = new Workspace();
    const writer = await FileWriter.open(space.path('out'), 0);
    const texts = Array.from({ length: 50 }, (_, i) => `${i}\n`);

    await Promise.all(
      texts.map(async (text) => {
        writer.append(text);
        await writer.flush();
      }),
    );
    await writer.close();

    assert.equal(space.read('out'), texts.join(''));
  });

  it('is full when its buffer is, until it is flushed', async () => {
    using space = new Workspace();
    const writer = await FileWriter.open(space.path('out'), 0);
    writer.append('x'.repeat(256 * 1024 - 1));
    assert.equal(writer.isFull, false);

    writer.append('x');

    assert.equal(writer.isFull, true);
    await writer.flush();
    assert.equal(writer.isFull, false);
    await writer.close();
  });

  it('says what cannot be written, and why', async () => {
    using space = new Workspace();

    await assert.rejects(FileWriter.open(space.path('no/out'), 0), {
      name: 'BrokenRunError',
      message: `cannot write ${space.path('no/out')}: there is no such file or folder (ENOENT)`,
    });
  });
});

describe('renameInto', () => {
  it('puts a file in the place of another', async () => {
    using space = new Workspace();
    space.write('out.part', 'new');
    space.write('out', 'old');

    await renameInto(space.path('out.part'), space.path('out'));

    assert.deepEqual([space.read('out'), existsSync(space.path('out.part'))], ['new', false]);
    assert.deepEqual(
      [await sizeOf(space.path('out')), await sizeOf(space.path('no'))],
      [3, undefined],
    );
  });
});
