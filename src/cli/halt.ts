/**
 * When a run ends before its inputs do: the words of GNU parallel's `--halt`.
 *
 *    now,fail=1      at the first failure, and what runs is dropped
 *    soon,fail=5%    when so many of those that are done have failed; what runs is finished
 *    soon,success=3  when so many have succeeded: that was all that was wanted
 *    now,done=100
 */
import { UsageError } from './failures.ts';

export interface HaltPolicy {
  /** As it was written. */
  readonly text: string;
  readonly when: 'now' | 'soon';
  readonly what: 'fail' | 'success' | 'done';
  readonly count: number;
  readonly isPercent: boolean;
}

export interface HaltCounts {
  readonly count: number;
  /** Invalid records included. */
  readonly failed: number;
}

/** A share says nothing before some have failed: 1 of 1 is 100 %. As in GNU parallel. */
const MIN_FAILED = 3;

/** `never` is the default and no policy. @throws UsageError */
export function parseHalt(text: string): HaltPolicy | undefined {
  if (text === 'never') return undefined;
  const match = /^(now|soon),(fail|success|done)=(\d+)(%?)$/.exec(text);
  const [, when, what, digits, percent] = match ?? [];
  const [count, isPercent] = [Number(digits), percent === '%'];
  const isMeant = count >= 1 && !(isPercent && (count > 100 || what === 'done'));
  if (match === null || !isMeant) {
    throw new UsageError(
      `--halt must be never, or when and after what: now,fail=1, soon,fail=5%, soon,success=3 or now,done=100, but it was '${text}'`,
    );
  }
  // The expression matches nothing else.
  return { text, when, what, count, isPercent } as HaltPolicy;
}

export function isReached(policy: HaltPolicy, { count, failed }: HaltCounts): boolean {
  const { what, isPercent } = policy;
  const reached = what === 'done' ? count : what === 'fail' ? failed : count - failed;
  if (!isPercent) return reached >= policy.count;
  return count > 0 && reached >= MIN_FAILED && (100 * reached) / count >= policy.count;
}
