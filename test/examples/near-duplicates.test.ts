/** `npm run demo` on texts of which the true groups are known, by comparing the shingles of each with those of each. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runProgram } from '../program.ts';

const DEMO = new URL('../../examples/near-duplicates.js', import.meta.url);
const THRESHOLD = 0.85;

describe('the demo of near-duplicates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-near-'));
  after(() => rmSync(folder, { recursive: true }));

  it('finds the groups that comparing each with each finds, and names what is no text', async () => {
    const texts = library();
    for (const [name, text] of texts) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'picture.png'), Buffer.from([0x89, 0x50, 0, 1, 2, 3]));
    writeFileSync(join(folder, 'latin.txt'), Buffer.from([0x67, 0xe9, 0x6e, 0x65]));
    const args = ['--folder', folder, '--workers', '2', '--groups', '99', '--names', '99'];

    const { exitCode, stdout, stderr } = await runProgram(DEMO, { args });

    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(printedGroups(stdout), trueGroups(texts));
    assert.match(
      stdout,
      /2 files failed:\n.*latin\.txt: is not text\n.*picture\.png: is not text\n/,
    );
  });

  /** The names in each group, as the program prints them: a file a line, further in than the line of its group. */
  function printedGroups(stdout: string): string[][] {
    const blocks = stdout.split(/^ {2}\d+ files, [\d.]+ % alike$/m).slice(1);
    const namesOf = (block: string): string[] =>
      [...block.matchAll(/^ {4}(.+)$/gm)].map(([, file = '']) => file.slice(folder.length + 1));
    return blocks.map(namesOf).sort(byFirst);
  }
});

/** Families of texts that are nearly the same, pairs that are somewhat alike, and some that are like no other. */
function library(): Map<string, string> {
  const words = wordsFrom(17);
  const texts = new Map<string, string>();
  for (const family of ['a', 'b', 'c', 'd']) {
    const base = Array.from({ length: 900 }, words);
    texts.set(`${family}-0.txt`, base.join(' '));
    for (const copy of [1, 2, 3]) texts.set(`${family}-${copy}.txt`, edited(base, copy, words));
    texts.set(`${family}-indented.txt`, `\n\t${base.join('\n    ')}\n`);
    texts.set(
      `${family}-half.txt`,
      [...base.slice(0, 500), ...Array.from({ length: 400 }, words)].join(' '),
    );
  }
  for (let i = 0; i < 20; i += 1)
    texts.set(`other-${i}.txt`, Array.from({ length: 300 }, words).join(' '));
  texts.set('short-0.txt', 'too short');
  texts.set('short-1.txt', 'too short');
  return texts;
}

/** With so many words replaced. */
function edited(base: readonly string[], times: number, words: () => string): string {
  const copy = [...base];
  for (let edit = 1; edit <= times; edit += 1) copy[edit * 200] = words();
  return copy.join(' ');
}

/** Words made of random letters, from a seed. */
function wordsFrom(seed: number): () => string {
  let state = seed;
  const next = (): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state;
  };
  return () =>
    Array.from({ length: 3 + (next() % 7) }, () => 'abcdefghijklmnopqrstuvwxyz'[next() % 26]).join(
      '',
    );
}

/** What is connected by pairs that are that much alike. The texts are such that no pair is near the threshold. */
function trueGroups(texts: ReadonlyMap<string, string>): string[][] {
  const shingles = new Map([...texts].map(([name, text]) => [name, shinglesOf(text)]));
  const groups = new Map([...shingles.keys()].map((name) => [name, [name]]));
  for (const [a, ofA] of shingles) {
    for (const [b, ofB] of shingles) {
      if (a >= b || ofA.size < 51 || ofB.size < 51) continue; // too short to be compared
      const similarity = jaccard(ofA, ofB);
      assert.ok(similarity < THRESHOLD - 0.15 || similarity > THRESHOLD + 0.1, `${a}, ${b}`);
      if (similarity < THRESHOLD || groups.get(a) === groups.get(b)) continue;
      const joined = [...(groups.get(a) ?? []), ...(groups.get(b) ?? [])].sort();
      for (const name of joined) groups.set(name, joined);
    }
  }
  return [...new Set(groups.values())].filter(({ length }) => length > 1).sort(byFirst);
}

function shinglesOf(text: string): Set<string> {
  const plain = text.trimStart().split(/\s+/).join(' ');
  return new Set(
    Array.from({ length: Math.max(0, plain.length - 15) }, (_, at) => plain.slice(at, at + 16)),
  );
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((shingle) => b.has(shingle)).length;
  return common / (a.size + b.size - common);
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}
