/** Lists of dates, written as their times: v8 makes each of them in several steps. */
import { giveBack } from '../list-memory.ts';
import type { PackedList, WireKind } from './kind.ts';

// oxlint-disable-next-line typescript/unbound-method -- called with the date: a subclass, or the date itself, may have its own
const { getTime } = Date.prototype;

export const DATES: WireKind<Float64Array> = {
  tag: 12,
  write(out, times, parts) {
    parts.writeAny(out, times);
  },
  read(from, parts) {
    const times = parts.read(from);
    const dates = new Array<Date>(times.length);
    for (let i = 0; i < dates.length; i += 1) {
      const time = times[i];
      if (typeof time !== 'number') throw new RangeError('the time of a date is no number');
      dates[i] = new Date(time);
    }
    giveBack(times);
    return dates;
  },
};

/** All of them are plain dates. */
export function packDates(values: readonly unknown[]): PackedList {
  const times = new Float64Array(values.length);
  for (let i = 0; i < times.length; i += 1) times[i] = Reflect.apply(getTime, values[i], []);
  return { kind: DATES, packed: times };
}
