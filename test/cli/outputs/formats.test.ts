import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFormatter, type OutputFormat, toJson } from '#dist/cli/outputs/formats.js';

function written(format: OutputFormat, values: readonly unknown[]): string {
  const formatter = createFormatter(format);
  return values.map((value) => formatter.format(value)).join('') + formatter.end();
}

describe('the output formats', () => {
  const cases: readonly [format: OutputFormat, text: string][] = [
    ['ndjson', '{"a":1}\n"x"\n'],
    ['lines', '{"a":1}\nx\n'],
    ['json', '[\n{"a":1},\n"x"\n]\n'],
    ['none', ''],
  ];
  for (const [format, text] of cases) {
    it(`write values as ${format}`, () => {
      assert.equal(written(format, [{ a: 1 }, 'x']), text);
    });
  }

  it('make an array of no result too', () => {
    assert.equal(written('json', []), '[]\n');
  });

  it('continue an array where an earlier run stopped', () => {
    const first = createFormatter('json');
    const start = first.format(1);

    const second = createFormatter('json', first.state);

    assert.deepEqual(JSON.parse(start + second.format(2) + second.end()), [1, 2]);
  });

  it('write null for a value that has no JSON, so that each result stays one line', () => {
    assert.deepEqual([undefined, () => {}, null].map(toJson), ['null', 'null', 'null']);
  });
});
