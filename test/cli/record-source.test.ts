import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DoneRanges } from '#dist/cli/done-ranges.js';
import { type InputFormat, planInputs } from '#dist/cli/inputs/plan-inputs.js';
import { type InvalidRecord, RecordSource } from '#dist/cli/record-source.js';
import { numbered, Workspace } from './command.ts';

interface SceneOptions {
  readonly done?: DoneRanges;
  readonly format?: InputFormat;
}

class Scene implements Disposable {
  readonly source: RecordSource;
  readonly invalid: InvalidRecord[] = [];
  readonly #space = new Workspace();

  constructor(files: readonly string[], { done = new DoneRanges(), format }: SceneOptions = {}) {
    const paths = files.map((text, index) => {
      this.#space.write(`${index}.ndjson`, text);
      return this.#space.path(`${index}.ndjson`);
    });
    this.source = new RecordSource({
      inputs: planInputs(paths, format),
      done,
      onInvalid: (record) => void this.invalid.push(record),
    });
  }

  async readAll(): Promise<{ position: number; line: number | undefined }[]> {
    const read: { position: number; line: number | undefined }[] = [];
    for (;;) {
      const record = await this.source.next();
      if (record === undefined) return read;
      read.push({ position: record.position, line: record.line });
    }
  }

  [Symbol.dispose](): void {
    this.#space[Symbol.dispose]();
  }
}

describe('RecordSource', () => {
  it('numbers the records of all inputs, and knows the total at the end', async () => {
    using scene = new Scene([numbered(2), numbered(1)]);
    assert.equal(scene.source.total, undefined);

    const records = await scene.readAll();

    assert.deepEqual(records, [
      { position: 0, line: 1 },
      { position: 1, line: 2 },
      { position: 2, line: 1 },
    ]);
    assert.deepEqual([scene.source.total, scene.source.expectedTotal], [3, 3]);
    assert.equal(scene.source.failure, undefined);
  });

  it('returns a record of a batch that is there without a promise', async () => {
    using scene = new Scene([numbered(2)]);
    const first = scene.source.next();
    assert.ok(first instanceof Promise);
    await first;

    assert.ok(!(scene.source.next() instanceof Promise));
  });

  it('skips what an earlier run has done', async () => {
    using scene = new Scene([numbered(6)], {
      done: new DoneRanges([
        [0, 2],
        [3, 5],
      ]),
    });

    const records = await scene.readAll();

    assert.deepEqual(
      records.map(({ position }) => position),
      [2, 5],
    );
  });

  it('reports what is invalid with its position, and goes on behind it', async () => {
    using scene = new Scene(['{"id":0}\n{\n{"id":2}\n']);

    const records = await scene.readAll();

    assert.deepEqual(
      records.map(({ position }) => position),
      [0, 2],
    );
    assert.deepEqual(
      scene.invalid.map(({ position, line, text }) => ({ position, line, text })),
      [{ position: 1, line: 2, text: '{' }],
    );
  });

  it('gives nothing more after it was stopped, and does not claim to know the total', async () => {
    using scene = new Scene([numbered(3)]);
    await scene.source.next();

    scene.source.stop();

    assert.equal(scene.source.next(), undefined);
    assert.equal(scene.source.total, undefined);
    await scene.source.close();
  });

  it('wakes everybody who waits for a batch when it is stopped', async () => {
    using scene = new Scene([numbered(3)]);
    const waiting = [scene.source.next(), scene.source.next()];

    scene.source.stop();

    assert.deepEqual(await Promise.all(waiting), [undefined, undefined]);
    await scene.source.close();
  });

  it('ends at an input that cannot be read on, and keeps the reason', async () => {
    using scene = new Scene(['[1, 2 3]'], { format: 'json' });

    await scene.readAll();

    assert.match(String(scene.source.failure?.error), /the JSON array is broken/);
    assert.equal(scene.source.total, undefined);
    await scene.source.close();
    assert.equal(scene.source.failure?.kind, 'failed');
  });
});
