/** Makes a value in the worker. The text is an argument: a function for each would have to be looked into. */
const made = new Map<string, (i: number) => unknown>();

/** `text` declares `value`; `i` is free in it. */
export function runText(text: string, i: number): unknown {
  let make = made.get(text);
  if (make === undefined) {
    make = new Function('i', `${text}\nreturn value;`) as (i: number) => unknown; // its own text
    made.clear();
    made.set(text, make);
  }
  return make(i);
}
