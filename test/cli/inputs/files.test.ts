import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { isGlob, readFiles } from '#dist/cli/inputs/files.js';
import { Workspace } from '../command.ts';
import { collect, contentOf } from './text-pieces.ts';

describe('readFiles', () => {
  it('makes a record of a path, of each match of a pattern, and of each line of a list', async () => {
    using space = new Workspace();
    const [a, b] = [space.path('a.js'), space.path('b.js')];
    for (const name of ['b.js', 'a.js', 'c.txt']) space.write(name, '');
    space.write('list', `${b}\n\n${a}\n`);

    const read = async (argument: string): Promise<string[]> =>
      (await collect(readFiles(argument))).map((record) => resolve(String(contentOf(record))));

    assert.deepEqual(await read(a), [a]);
    assert.deepEqual(await read(space.path('*.js')), [a, b]);
    assert.deepEqual(await read(`@${space.path('list')}`), [b, a]);
  });

  it('reports a path that is no file', async () => {
    using space = new Workspace();

    const [folder] = await collect(readFiles(space.folder));
    const [missing] = await collect(readFiles(space.path('none')));

    assert.match(folder?.ok === false ? folder.error.message : '', /is a folder/);
    assert.match(missing?.ok === false ? missing.error.message : '', /ENOENT/);
  });

  it('takes no existing file for a pattern', () => {
    using space = new Workspace();
    space.write('a[1].js', '');

    assert.equal(isGlob(space.path('a[1].js')), false);
    assert.equal(isGlob(space.path('a[2].js')), true);
  });
});
