// Completes package-lock.json after `npm install`: `node scripts/complete-lock.mjs`.
//
// Tools that ship a binary per platform name all of them as optional dependencies. Where a registry
// mirror lacks those of other platforms, `npm install` leaves them out of the lock file, and `npm ci`
// then refuses the file as out of step. They are put back here, without an integrity hash: npm only
// ever installs those of the machine it runs on.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const PLATFORM = /android|darwin|linux|win32|freebsd|openharmony/;
const CPU = /arm64|x64|ia32|arm|ppc64|riscv64|s390x/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
for (const [path, parent] of Object.entries({ ...lock.packages })) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const [os] = PLATFORM.exec(name) ?? [];
    const isThere = place in lock.packages || `${path}/${place}` in lock.packages;
    if (isThere || os === undefined) continue;
    lock.packages[place] = describe(name, version, os, parent);
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);

function describe(name, version, os, parent) {
  const cpu = CPU.exec(name);
  return {
    version: version.replace(/^[\^~]/, ''),
    ...(cpu === null ? {} : { cpu: [cpu[0]] }),
    ...(parent.dev ? { dev: true } : {}),
    ...(name.includes('musl') ? { libc: ['musl'] } : name.includes('gnu') ? { libc: ['glibc'] } : {}),
    license: parent.license,
    optional: true,
    os: [os],
  };
}
