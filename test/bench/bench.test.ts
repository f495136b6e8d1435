import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTESTANTS, contestantNamed, OURS } from '../../bench/contestants/all.ts';
import { type Rules, runRow } from '../../bench/harness/tournament.ts';
import { rowSection } from '../../bench/report/table.ts';
import { defineRow } from '../../bench/row.ts';
import { ROWS, rowsNamed } from '../../bench/rows/all.ts';

const RULES: Rules = { runs: 2, timeBoxMs: 30_000, size: 'tiny', isCold: false, onRun: () => {} };

describe('the bench', () => {
  it('runs a row from end to end, ours and a raw contestant, and prints its table', async () => {
    const [row] = rowsNamed(['P3']);
    assert.ok(row !== undefined);
    const contestants = [...OURS, 'raw-worker'].map(contestantNamed);

    const result = await runRow(row, contestants, RULES);

    for (const { contestant, figures, absence } of result.scores) {
      assert.equal(absence, undefined, `${contestant.name}: ${absence}`);
      assert.equal(figures.length, RULES.runs);
      assert.ok(figures.every((figure) => figure > 0));
    }
    for (const name of OURS) assert.ok(rowSection(result).includes(name));
  });

  it('runs a row once more cold where the row asks for it, and counts page faults where it counts them', async () => {
    const [row] = rowsNamed(['P1']);
    assert.ok(row !== undefined);

    const result = await runRow(row, [contestantNamed('manyhands-threads')], RULES);

    const [score] = result.scores;
    assert.equal(score?.absence, undefined);
    assert.equal(score?.coldFigures.length, RULES.runs);
    assert.ok((score?.pageFaults ?? 0) > 0);
    assert.match(rowSection(result), /page faults \| +cold \|/);
  });

  it('gives no figure to a contestant whose run failed, and says why', async () => {
    const [row] = rowsNamed(['P4']);
    assert.ok(row !== undefined);
    const wrong = defineRow({ ...row, tiny: { trips: 1, warmUp: 0, workers: 0 } });

    const result = await runRow(wrong, [contestantNamed('manyhands-threads')], RULES);

    assert.deepEqual(result.scores[0]?.figures, []);
    assert.match(result.scores[0]?.absence ?? '', /must be/);
  });

  it('knows every contestant and every opponent that its rows name', () => {
    const known = new Set(CONTESTANTS.map(({ name }) => name));

    const named = ROWS.flatMap((row) => [
      ...row.contestants,
      ...Object.keys(row.sizesFor ?? {}),
      ...row.targets.flatMap(({ against }) => against ?? []),
    ]);

    const unknown = named.filter((name) => name !== 'best peer' && !known.has(name));
    assert.deepEqual(unknown, []);
  });

  it('finds P1 without P10 to P12, and all parts of P11', () => {
    assert.deepEqual(
      rowsNamed(['P1', 'p11']).map(({ id }) => id),
      ['P1', 'P11a', 'P11b', 'P11c', 'P11d'],
    );
  });
});
