import { type FaultCase, judged, show } from '../fault-case.ts';

export const throwsUndefined: FaultCase = {
  title: 'the task throws `undefined`',
  judge: (outcome) => {
    if (outcome.kind === 'value') return judged(false, `resolves to ${show(outcome.value)}`);
    const isSame = outcome.error === undefined;
    return judged(isSame, isSame ? 'rejects with undefined' : `rejects: ${show(outcome.error)}`);
  },
};

export function task(): never {
  throw undefined;
}
