import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Loads TypeScript that Node itself cannot read, in a thread, after `prepare` has run there. */
async function loadInThread(file: string, prepare: string): Promise<unknown> {
  const loader = import.meta.resolve('#dist/core/codec/function/rebuild/thread-loader.js');
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(loader)})
      .then((loader) => ${prepare})
      .then(() => import(${JSON.stringify(pathToFileURL(file).href)}))
      .then(({ Color }) => parentPort.postMessage(Color.Green), () => parentPort.postMessage('failed'));
  `;
  const thread = new Worker(code, { eval: true });
  const [answer] = (await once(thread, 'message')) as [unknown];
  await thread.terminate();
  return answer;
}

describe('installThreadLoader', () => {
  let folder = '';
  let file = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manyhands-loader-'));
    file = join(folder, 'color.mts');
    await writeFile(file, 'export enum Color { Red, Green }\n');
  });
  after(() => rm(folder, { recursive: true }));

  it('lets a thread load what tsx loads, once for all who ask', async () => {
    const prepare = 'Promise.all([loader.installThreadLoader(), loader.installThreadLoader()])';

    const answers = [await loadInThread(file, 'undefined'), await loadInThread(file, prepare)];

    assert.deepEqual(answers, ['failed', 1]);
  });
});
