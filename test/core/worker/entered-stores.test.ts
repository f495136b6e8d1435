import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, before, describe, it } from 'node:test';
import { takeBackStores, task, watchStores } from '#dist/core/worker/entered-stores.js';

const original = Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'enterWith');

before(watchStores);
afterEach(() => {
  task.isRunning = false;
  takeBackStores();
});

/** As a worker runs what is synchronous of a task. */
function runTask(body: () => void): void {
  task.isRunning = true;
  body();
  task.isRunning = false;
}

describe('What a task enters', () => {
  it('is there for the rest of the task, and taken back behind it', () => {
    const storage = new AsyncLocalStorage<string>();
    let during: unknown;

    runTask(() => {
      storage.enterWith('mine');
      during = storage.getStore();
    });
    takeBackStores();

    assert.equal(during, 'mine');
    assert.equal(storage.getStore(), undefined);
    assert.deepEqual(task.entered, []);
  });

  it('gives way to what was there before the task, however often it was changed', () => {
    const storage = new AsyncLocalStorage<number>();

    const left = storage.run(0, () => {
      runTask(() => {
        storage.enterWith(1);
        storage.enterWith(2);
        storage.enterWith(3);
      });
      takeBackStores();
      return storage.getStore();
    });

    assert.equal(left, 0);
  });

  it('is taken back in each storage, and only in those that the task has entered', () => {
    const [one, other, untouched] = [1, 2, 3].map(() => new AsyncLocalStorage<string>());
    assert.ok(one && other && untouched);

    const left = one.run('one', () =>
      untouched.run('untouched', () => {
        runTask(() => {
          other.enterWith('by the task');
          one.enterWith('by the task');
          other.enterWith('again');
        });
        takeBackStores();
        return [one, other, untouched].map((storage) => storage.getStore());
      }),
    );

    assert.deepEqual(left, ['one', undefined, 'untouched']);
  });

  it('stays in what the task has begun, which runs in contexts of its own', async () => {
    const storage = new AsyncLocalStorage<string>();
    let later: Promise<unknown> | undefined;

    runTask(() => {
      storage.enterWith('mine');
      later = Promise.resolve().then(() => storage.getStore());
    });
    takeBackStores();

    assert.equal(await later, 'mine');
    assert.equal(storage.getStore(), undefined);
  });
});

describe('What is entered while no task runs', () => {
  it('is none of the worker’s business: it is neither noted nor taken back', () => {
    const storage = new AsyncLocalStorage<string>();

    const left = new AsyncLocalStorage().run(undefined, () => {
      storage.enterWith('the program');
      const noted = task.entered.length;
      takeBackStores();
      return [noted, storage.getStore()];
    });

    assert.deepEqual(left, [0, 'the program']);
  });
});

describe('watchStores', () => {
  it('is done once, however often it is called', () => {
    const storage = new AsyncLocalStorage<string>();
    const watched = Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'enterWith');

    watchStores();
    runTask(() => storage.enterWith('mine'));

    assert.equal(task.entered.length, 1);
    assert.deepEqual(
      Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'enterWith'),
      watched,
    );
  });

  it('leaves a method that looks like Node’s own', () => {
    const watched = Object.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, 'enterWith');

    assert.ok(original && watched);
    assert.notEqual(watched.value, original.value);
    assert.deepEqual({ ...watched, value: 0 }, { ...original, value: 0 });
    assert.equal(AsyncLocalStorage.prototype.enterWith.name, 'enterWith');
    assert.equal(AsyncLocalStorage.prototype.enterWith.length, 1);
  });
});
