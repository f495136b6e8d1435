/** Whether this program has opened V8's inspector to look inside functions. A file of its own, which loads nothing. */

let isOpen = false;

/** From then on a look costs little. */
export function isInspecting(): boolean {
  return isOpen;
}

export function noteInspecting(): void {
  isOpen = true;
}
