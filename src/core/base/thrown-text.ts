import { describeValue } from './describe.ts';

/** What an error says, and what else was thrown as text. Never throws: anything may have been thrown. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return describeValue(thrown);
  }
}

/** The same, with the name of an error. Never throws. */
export function thrownTitle(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrownText(thrown);
  } catch {
    return thrownText(thrown);
  }
}
