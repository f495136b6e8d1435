/**
 * A program that imports a library, squares two numbers with two workers and ends: `whole-program.js piscina 2`. With
 * `import` for the number of workers it only imports, and prints the processor time of that.
 */
import { mapWith } from '../contestant.ts';
import { contestantNamed } from '../contestants/all.ts';

const [, , name = '', what = ''] = process.argv;
const before = process.cpuUsage();
const open = await contestantNamed(name).load();
if (what === 'import') {
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));
} else {
  const crew = await open({ workers: Number(what) });
  const squares = await mapWith(crew, 'square', [3, 4]);
  process.stdout.write(squares.join());
  await crew[Symbol.asyncDispose]();
}
