/** What is kept by job: bytes by name, results in their order. */
import assert from 'node:assert/strict';
import type { Clause } from './engine.suite.ts';
import { message, range, textOf } from './stage.ts';

export function storeClauses(clause: Clause): void {
  clause('keeps bytes of any length', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const { maxMessageBytes } = submitter.chunks;

    for (const length of [0, 1, maxMessageBytes, maxMessageBytes + 1, 6 * maxMessageBytes + 5]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
      await submitter.store.put('j', 'name', bytes);

      const got = await host.store.get('j', 'name');
      assert.ok(got !== undefined && Buffer.from(got).equals(bytes), `${length} bytes`);
    }
  });

  clause('keeps the last of several puts, a short one after a long one too', async (stage) => {
    const submitter = await stage.submitter();
    const long = new Uint8Array(3 * submitter.chunks.maxMessageBytes);

    await submitter.store.put('j', 'name', long);
    await submitter.store.put('j', 'name', new Uint8Array([1]));

    assert.deepEqual([...((await submitter.store.get('j', 'name')) ?? [])], [1]);
  });

  clause(
    'finds what was looked for among all that was put, before it and after it',
    async (stage) => {
      const [submitter, host] = [await stage.submitter(), await stage.host()];
      const ours = new Uint8Array(3 * submitter.chunks.maxMessageBytes).fill(7);
      const isOurs = (bytes: Uint8Array): boolean => Buffer.from(bytes).equals(ours);
      const garbage = [new Uint8Array([1]), new Uint8Array(ours.byteLength).fill(8)];

      for (const bytes of garbage) await host.store.put('j', 'name', bytes);
      assert.equal(await submitter.store.get('j', 'name', isOurs), undefined);
      await submitter.store.put('j', 'name', ours);
      for (const bytes of garbage) await host.store.put('j', 'name', bytes);

      const got = await host.store.get('j', 'name', isOurs);
      assert.ok(got !== undefined && isOurs(got));
      assert.deepEqual([...(await host.store.jobs())], [['j', 1]]);
    },
  );

  clause('knows nothing of a name that was not put, or was deleted', async (stage) => {
    const { store } = await stage.submitter();
    await store.put('j', 'a', new Uint8Array([1]));
    await store.put('j', 'b', new Uint8Array([2]));

    await store.delete('j', 'a');
    await store.delete('j', 'never');

    assert.equal(await store.get('j', 'a'), undefined);
    assert.equal(await store.get('j', 'never'), undefined);
    assert.equal(await store.get('other', 'b'), undefined);
    assert.deepEqual([...((await store.get('j', 'b')) ?? [])], [2]);
  });

  clause('drops all of a job, whoever put it, and nothing of another', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const large = new Uint8Array(2 * submitter.chunks.maxMessageBytes);
    await submitter.store.put('j', 'function', new Uint8Array([1]));
    await host.store.put('j', 'result', large);
    await host.store.put('other', 'result', large);

    assert.deepEqual([...(await submitter.store.jobs())].toSorted(), [
      ['j', 2],
      ['other', 1],
    ]);
    await submitter.store.deleteJob('j');

    assert.deepEqual([...(await submitter.store.jobs())], [['other', 1]]);
    assert.equal(await host.store.get('j', 'result'), undefined);
    assert.equal((await host.store.get('other', 'result'))?.byteLength, large.byteLength);
  });

  clause('refuses names that could mean something else', async (stage) => {
    const { store, results } = await stage.submitter();

    for (const bad of ['', '*', '>', 'a.b', 'a b']) {
      await assert.rejects(store.put(bad, 'name', new Uint8Array()), { code: 'ERR_POOL_OPTION' });
      await assert.rejects(store.get('j', bad), { code: 'ERR_POOL_OPTION' });
      await assert.rejects(store.deleteJob(bad), { code: 'ERR_POOL_OPTION' });
      await assert.rejects(results.delete(bad), { code: 'ERR_POOL_OPTION' });
    }
  });

  clause('reads the results of a job in their order, and then those that come', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const append = async (at: number): Promise<void> =>
      await host.results.append('j', { id: String(at), ...message(`r${at}`, { at: String(at) }) });
    for (const at of range(5)) await append(at);
    await host.results.append('other', { id: '0', ...message('not ours') });
    const texts: string[] = [];

    for await (const result of submitter.results.read('j')) {
      texts.push(`${textOf(result)} ${result.headers.at}`);
      if (texts.length >= 8) break;
      if (texts.length >= 5) await append(texts.length);
    }

    assert.deepEqual(
      texts,
      range(8).map((at) => `r${at} ${at}`),
    );
  });

  clause('keeps a result once however often it is appended', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];

    for (const id of ['a', 'a', 'b', 'a']) await host.results.append('j', { id, ...message(id) });
    await host.results.append('other', { id: 'a', ...message('a') });

    assert.deepEqual([...(await submitter.results.jobs())].toSorted(), [
      ['j', 2],
      ['other', 1],
    ]);
  });

  clause('ends the reading when its signal aborts, without an error', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const stop = new AbortController();
    await host.results.append('j', { id: 'a', ...message('a') });
    const texts: string[] = [];

    for await (const result of submitter.results.read('j', stop.signal)) {
      texts.push(textOf(result));
      setImmediate(() => stop.abort());
    }
    for await (const result of submitter.results.read('j', stop.signal)) texts.push(textOf(result));

    assert.deepEqual(texts, ['a']);
  });

  clause('lets several read the same results, each from the beginning', async (stage) => {
    const [submitter, other] = [await stage.submitter(), await stage.submitter()];
    await submitter.results.append('j', { id: 'a', ...message('a') });
    const first = async (engine: typeof submitter): Promise<string | undefined> => {
      for await (const result of engine.results.read('j')) return textOf(result);
      return undefined;
    };

    assert.deepEqual(
      [await first(submitter), await first(other), await first(submitter)],
      ['a', 'a', 'a'],
    );
  });

  clause('drops the results of one job', async (stage) => {
    const { results } = await stage.submitter();
    await results.append('j', { id: 'a', ...message('a') });
    await results.append('other', { id: 'a', ...message('a') });

    await results.delete('j');

    assert.deepEqual([...(await results.jobs())], [['other', 1]]);
  });
}
