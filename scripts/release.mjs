// `npm run release -- --dry-run`: everything that has to hold before a version is published, from cheap to dear. It stops at the
// first step that fails. Without `--dry-run` it then makes the tag; publishing is left to whoever has the right to. With
// `--dry-run --untested` it leaves the tests out, which take an hour: CI may have run them.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    untested: { type: 'boolean', default: false },
  },
});
if (values.untested && !values['dry-run']) {
  console.error('--untested is for --dry-run: no tag is made of what was not tested');
  process.exit(2);
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const LEFT_OUT = values.untested ? ['--except', 'test', '--except', 'long'] : [];

/** @type {readonly [what: string, holds: () => boolean][]} */
const STEPS = [
  ['nothing is uncommitted', isClean],
  [`CHANGELOG.md says what ${version} brings`, isInChangelog],
  ['no tag has the version', isNew],
  ['what is installed is what the lock file says', () => passes('npm', ['ci'])],
  [
    `check: format, build, types, lint, size, declarations, docs${values.untested ? '' : ', all tests'}`,
    () => passes('npm', ['run', 'check', '--', ...LEFT_OUT]),
  ],
  ['the first programs of the README and the docs, on Node 20, 22, 24 and 26', firstRun],
  ['the tarball', pack],
];

for (const [what, holds] of STEPS) {
  console.log(`\n── ${what}`);
  if (!holds()) {
    console.error(`✖ not ready: ${what}`);
    process.exit(1);
  }
}
if (values['dry-run']) {
  const but = values.untested ? ', but for the tests' : '';
  console.log(`\n✔ ${version} is ready${but}. Without --dry-run its tag is made.`);
} else {
  execFileSync('git', ['tag', '-a', `v${version}`, '-m', version]);
  console.log(
    `\n✔ tagged v${version}: push the tag, then \`npm publish --provenance\` from where the rights are.`,
  );
}

function isClean() {
  const changes = read('git', ['status', '--porcelain']);
  if (changes !== '') console.error(changes);
  return changes === '';
}

function isInChangelog() {
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')}\\b.*\\n+(?!## )\\S`, 'm');
  return heading.test(readFileSync('CHANGELOG.md', 'utf8'));
}

function isNew() {
  return read('git', ['tag', '--list', `v${version}`]) === '';
}

function firstRun() {
  const env = { ...process.env, EVERY_NODE: '1' };
  return passes(process.execPath, ['scripts/test.mjs', 'test/package/first-run'], env);
}

/** What is in it, and how large it is: the limits themselves are a test's. */
function pack() {
  const [{ name, size, unpackedSize, entryCount, files }] = JSON.parse(
    read('npm', ['pack', '--json', '--dry-run']),
  );
  console.log(`${name}: ${size} bytes, ${unpackedSize} unpacked, ${entryCount} files`);
  const has = (path) => files.some((file) => file.path === path);
  return ['README.md', 'LICENSE', 'dist/THIRD-PARTY-NOTICES'].every(has);
}

function passes(command, args, env = process.env) {
  return spawnSync(command, args, { stdio: 'inherit', env }).status === 0;
}

function read(command, args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}
