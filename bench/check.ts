/** An answer that is wrong is no result, however fast. */
export function check(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`wrong answer: ${what}`);
}
