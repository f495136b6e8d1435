import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CsvFormatter } from '#dist/cli/outputs/csv.js';

const NEW = { isEmpty: true };

describe('CsvFormatter', () => {
  it('writes a header with the properties of the first result', () => {
    const csv = new CsvFormatter(NEW);

    assert.equal(csv.format({ a: 1, b: 'x' }), 'a,b\n1,x\n');
    assert.equal(csv.format({ b: 'y' }), ',y\n');
    assert.equal(csv.end(), '');
  });

  it('quotes what would otherwise be read as something else', () => {
    const csv = new CsvFormatter({ isEmpty: false, columns: ['a'] });

    const rows = ['a,b', 'say "no"', 'two\nlines', ' x', 'plain'].map((a) => csv.format({ a }));

    assert.deepEqual(rows, ['"a,b"\n', '"say ""no"""\n', '"two\nlines"\n', '" x"\n', 'plain\n']);
  });

  it('takes arrays by position, other values as one column, objects in cells as JSON', () => {
    assert.equal(new CsvFormatter(NEW).format([1, null]), '1,2\n1,\n');
    assert.equal(new CsvFormatter(NEW).format(5), 'value\n5\n');
    assert.equal(new CsvFormatter(NEW).format({ a: { b: 1 } }), 'a\n"{""b"":1}"\n');
  });

  it('refuses a property that has no column, and a first result without any', () => {
    const csv = new CsvFormatter(NEW);
    assert.throws(() => csv.format({}), TypeError);
    assert.deepEqual(csv.state, NEW);
    csv.format({ a: 1 });

    assert.throws(() => csv.format({ a: 1, b: 2 }), /property 'b'/);
  });

  it('continues under the header of an earlier run', () => {
    const first = new CsvFormatter(NEW);
    first.format({ a: 1, b: 2 });

    assert.equal(new CsvFormatter(first.state).format({ b: 4, a: 3 }), '3,4\n');
  });
});
