import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileAt } from '#dist/core/codec/function/rebuild/compile-at.js';

const place = { url: 'file:///app/jobs.js', line: 0, column: 0 };

describe('compileAt', () => {
  it('gives what the text evaluates to', () => {
    assert.equal(compileAt('1 + 1', place), 2);
  });

  it('makes stacks point at the place', () => {
    const make = compileAt('(() => new Error("x"))', { ...place, line: 38, column: 11 });

    const { stack } = (make as () => Error)();

    assert.match(stack ?? '', /file:\/\/\/app\/jobs\.js:39:19\b/);
  });

  it('lets `import()` work as in the file, without a warning', async () => {
    const warnings: string[] = [];
    process.on('warning', ({ message }) => warnings.push(message));
    const load = compileAt('(() => import("./fixtures/jobs.js"))', {
      ...place,
      url: new URL('../any.js', import.meta.url).href,
    });

    const loaded = await (load as () => Promise<{ greeting?: string }>)();

    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([loaded.greeting, warnings], ['hello', []]);
  });
});
