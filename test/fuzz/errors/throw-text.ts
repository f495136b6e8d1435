/** Throws in the worker what a text makes. The text is an argument, so that this side knows no class of it. */
export function throwText(text: string): never {
  const make = new Function(`${text}\nreturn { thrown };`) as () => { thrown: unknown }; // its own text
  throw make().thrown;
}
