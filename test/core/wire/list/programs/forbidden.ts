/** Whether code may not be made from strings here. */
export function isForbidden(): boolean {
  try {
    // oxlint-disable-next-line no-new-func -- to find out
    return new Function('return false')() as boolean;
  } catch {
    return true;
  }
}
