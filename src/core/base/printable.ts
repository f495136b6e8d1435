/** Makes text of others safe to print: a terminal obeys control characters, and a log takes a newline for the next entry. */

// C0 without tab and newline, DEL and C1, and what turns the direction of text around.
// oxlint-disable-next-line no-control-regex -- these are what it is about
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters become visible (`\x1b`); newlines stay. */
export function printable(text: string): string {
  return text.replace(CONTROL, escape);
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', String.raw`\n`);
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff
    ? String.raw`\u${code.toString(16).padStart(4, '0')}`
    : String.raw`\x${code.toString(16).padStart(2, '0')}`;
}
