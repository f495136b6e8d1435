/** Shortens texts for messages: an error may quote a user's value of any length. */

/** `text`, or its beginning and `…` if it has more than `max` UTF-16 units. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${withoutHalfPair(text.slice(0, max - 1))}…`;
}

/** `text`, or its beginning and its end with a note between them of how much is missing. For stacks and paths. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor(max / 2);
  const start = withoutHalfPair(text.slice(0, half));
  return `${start}… (${text.length - 2 * half} characters left out) …${text.slice(-half)}`;
}

/** A cut between the two halves of a surrogate pair would leave an unprintable character. */
function withoutHalfPair(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
