/**
 * What a trace has to be, by the format's own description: an array of events with the fields that their phase needs,
 * and on each lane slices that do not overlap unless one holds the other.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TraceEvent } from '#dist/trace/trace-file.js';

/** Reads a trace as viewers do: the closing bracket may be missing. */
export function readTrace(file: string): TraceEvent[] {
  const text = readFileSync(file, 'utf8').trimEnd();
  const whole = text.endsWith(']') ? text : `${text}]`;
  return JSON.parse(whole) as TraceEvent[];
}

export function assertTrace(events: readonly TraceEvent[]): void {
  for (const event of events) assertEvent(event);
  const slices = slicesOf(events);
  for (const lane of new Set(slices.map(laneOf)))
    assertNested(slices.filter((slice) => laneOf(slice) === lane));
  assertPaired(events);
}

export function slicesOf(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter(({ ph }) => ph === 'X');
}

function laneOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`;
}

function assertEvent(event: TraceEvent): void {
  const text = JSON.stringify(event);
  assert.equal(typeof event.name, 'string', text);
  for (const number of [event.pid, event.tid, event.ts]) assert.ok(Number.isFinite(number), text);
  switch (event.ph) {
    case 'X':
      assert.ok((event.dur ?? -1) >= 0, text);
      return;
    case 'b':
    case 'e':
      assert.ok(event.cat !== undefined && event.id !== undefined, text);
      return;
    case 'C':
      assert.ok(Object.values(event.args ?? {}).every(Number.isFinite), text);
      return;
    case 'i':
      assert.equal(event.s, 't', text);
      return;
    default:
      assert.ok(event.ph === 'M' && typeof event.args?.['name'] === 'string', text);
  }
}

function assertNested(lane: readonly TraceEvent[]): void {
  let freeFrom = 0;
  for (const { ts, dur = 0 } of lane.toSorted((a, b) => a.ts - b.ts)) {
    assert.ok(ts >= freeFrom - 0.001, `${ts} is before ${freeFrom}`); // what rounding leaves
    freeFrom = ts + dur;
  }
}

/** Every end has its begin, before it. */
function assertPaired(events: readonly TraceEvent[]): void {
  for (const end of events.filter(({ ph }) => ph === 'e')) {
    const begin = events.find(({ ph, id }) => ph === 'b' && id === end.id);
    assert.ok(begin !== undefined && begin.ts <= end.ts && begin.name === end.name);
  }
}
