/**
 * Libraries in a bundle do what they do at home. Elsewhere a worker imports them; here they are code of the program and
 * travel, with what is refused elsewhere: weak collections, and symbols of their own.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bundlers } from './bundlers.js';
import { BundledProject } from './project.js';

const PROGRAM = `
import { Pool, ThreadPool } from 'manyhands';
import { addDays, formatISO } from 'date-fns';
import Handlebars from 'handlebars';
import _ from 'lodash';
import MarkdownIt from 'markdown-it';
import * as v from 'valibot';
import { z } from 'zod';
import { isMark, mark, noteOf, wasSeen } from './notes.mjs';
const warnings = [];
process.on('warning', ({ message }) => warnings.push(message));
let tries = 0;
const User = z.object({ name: z.string().min(2) });
const ofACall = () => z.object({ id: z.union([z.number(), z.literal('x')]) });

const others = (text) => [
  v.safeParse(v.object({ text: v.string() }), { text }).success,
  Handlebars.compile('{{#if text}}{{text}}{{/if}}')({ text: '<' + text }),
  new MarkdownIt().render('# ' + text),
  formatISO(addDays(new Date(2020, 0, 31), 1), { representation: 'date' }),
];

async function check(PoolClass) {
  const remember = () => void (globalThis.remembered = mark());
  const pool = new PoolClass({ workers: 1, initializer: remember });
  const Row = ofACall();
  try {
    console.log(JSON.stringify([
      await pool.map((user) => User.safeParse(user).success, [{ name: 'Ada' }, { name: 'a' }]),
      await pool.map((row) => Row.safeParse(row).success, [{ id: 1 }, { id: 'x' }, { id: 'y' }]),
      await pool.apply(() => [_.camelCase('a b'), _.curry((a, b) => a + b)(1)(2), _.cloneDeep({ a: [1] })]),
      await pool.apply(others, ['x']),
      await pool.apply(() => [noteOf('a'), noteOf('b') ?? 'none', wasSeen('a'), wasSeen('b')]),
      await pool.apply(() => (tries += 1)),
      await pool.apply(() => [isMark(globalThis.remembered), isMark(Symbol('mark'))]),
    ]));
  } finally {
    await pool.terminate();
  }
}
void check(Pool).then(() => check(ThreadPool)).then(() => console.log(JSON.stringify(warnings)));
`;
/** `b` has a note that hangs on the note of `a`, which is known nowhere else. */
const NOTES = `
const make = () => {
  const notes = new WeakMap();
  const seen = new WeakSet();
  const topics = { a: { of: 'a' }, b: () => 1 };
  const note = { text: 'of a' };
  notes.set(topics.a, note).set(note, 'of the note').set({}, 'lost');
  seen.add(topics.b);
  return {
    noteOf: (name) => notes.get(topics[name]) && [notes.get(topics[name]).text, notes.get(notes.get(topics[name]))],
    wasSeen: (name) => seen.has(topics[name]),
  };
};
let made;
made = make();
let key = 'mark';
if (typeof Symbol === 'function') key = Symbol('mark');
export const { noteOf, wasSeen } = made;
export const mark = () => key;
export const isMark = (x) => x === key;
`;
const EXPECTED = [
  [true, false],
  [true, true, false],
  ['aB', 3, { a: [1] }],
  [true, '&lt;x', '<h1>x</h1>\n', '2020-02-01'],
  [['of a', 'of the note'], 'none', false, true],
  1,
  [true, false],
];
const WARNING = /assigns to the captured variable '\w+'/;

/** vite is rolldown, and keeps no more of a program than that does. */
const SETTINGS = [
  ['esbuild', true],
  ['esbuild, names kept', false],
  ['rollup', false],
  ['rolldown', true],
  ['webpack', false],
  ['webpack', true],
] as const;

describe('What only libraries have travels out of a bundle', () => {
  let project: BundledProject;

  before(() => {
    project = new BundledProject({ 'main.mjs': PROGRAM, 'notes.mjs': NOTES });
    project.linkPackages('date-fns', 'handlebars', 'lodash', 'markdown-it', 'valibot', 'zod');
  });
  after(() => project[Symbol.dispose]());

  for (const [name, minify] of SETTINGS) {
    it(`made by ${name}${minify ? ', minified' : ''}`, async () => {
      const { folder, entry } = project;
      const file = await bundlers[name]?.({ folder, entry, format: 'esm', minify });

      const values = project.values(process.execPath, file ?? '');

      const warnings = values.pop() as string[];
      assert.deepEqual(values, [EXPECTED, EXPECTED]);
      // Of the program's own function, and of none of the libraries'.
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', WARNING);
    });
  }
});
