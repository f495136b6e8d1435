/** The same work for everybody: as a function for `manyhands map`, and as a program for one item a process. */
export function transform(record: { readonly id: number; readonly text: string }): object {
  const words = record.text.split(' ');
  return { id: record.id, words: words.length, longest: Math.max(...words.map((w) => w.length)) };
}
