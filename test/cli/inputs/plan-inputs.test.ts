import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planInputs, sizeOfInputs } from '#dist/cli/inputs/plan-inputs.js';
import { Workspace } from '../command.ts';

describe('planInputs', () => {
  it('takes the format from the extension, also of a packed file', () => {
    using space = new Workspace();
    const names = ['a.jsonl', 'b.json', 'c.csv', 'd.tab', 'e.log', 'f.ndjson.gz', 'g.xyz', 'h'];
    for (const name of names) space.write(name, '');

    const inputs = planInputs(
      names.map((name) => space.path(name)),
      undefined,
    );

    const formats = ['ndjson', 'json', 'csv', 'tsv', 'lines', 'ndjson', undefined, undefined];
    assert.deepEqual(
      inputs.map(({ format }) => format),
      formats,
    );
  });

  it('reads stdin if no input is given, and only once', () => {
    assert.deepEqual(planInputs([], 'lines'), [{ argument: '-', format: 'lines' }]);
    assert.throws(() => planInputs(['-', '-'], undefined), /can be read only once/);
  });

  it('refuses what is not there, a folder, and a pattern without --input-format files', () => {
    using space = new Workspace();

    assert.throws(() => planInputs([space.path('none')], undefined), /no such file or folder/);
    assert.throws(() => planInputs([space.folder], undefined), /is a folder/);
    assert.throws(() => planInputs([space.path('*.js')], undefined), /needs --input-format files/);
  });
});

describe('sizeOfInputs', () => {
  it('adds up files, and does not know the size of stdin or of a list', () => {
    using space = new Workspace();
    space.write('a', '12');
    space.write('b', '345');
    const files = planInputs([space.path('a'), space.path('b')], 'lines');

    assert.equal(sizeOfInputs(files), 5);
    assert.equal(sizeOfInputs([...files, { argument: '-', format: 'lines' }]), undefined);
    assert.equal(sizeOfInputs([{ argument: space.path('a'), format: 'files' }]), undefined);
  });
});
