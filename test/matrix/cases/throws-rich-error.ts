import { type FaultCase, judged, show } from '../fault-case.ts';

export const throwsRichError: FaultCase = {
  title: 'the task throws a TypeError with `code` and `cause`',
  judge: (outcome) => {
    if (outcome.kind === 'value') return judged(false, `resolves to ${show(outcome.value)}`);
    const error = outcome.error as { code?: unknown; cause?: { message?: unknown } };
    const lost = [
      error instanceof TypeError ? [] : 'class',
      error.code === 'E_RICH' ? [] : 'code',
      error.cause?.message === 'the cause' ? [] : 'cause',
    ].flat();
    return judged(lost.length === 0, lost.length === 0 ? 'all of it' : `${lost.join(', ')} lost`);
  },
};

export function task(): never {
  const error = new TypeError('rich', { cause: new RangeError('the cause') });
  throw Object.assign(error, { code: 'E_RICH' });
}
