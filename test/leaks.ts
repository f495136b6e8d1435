/**
 * After each test nothing is left of it: no child process, no temporary file, no open descriptor,
 * no handle that would keep the program alive.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach } from 'node:test';
import { until } from './until.ts';

/** Fails each test of the file or suite that calls this if it leaves something behind. */
export function failOnLeaks(): void {
  let before = possessions();
  beforeEach(() => {
    before = possessions();
  });
  afterEach(async () => {
    // What was closed is gone some turns of the event loop later.
    await until('nothing to be left', () => surplus(before).length === 0, 2000).catch(() => {
      throw new Error(`left behind: ${surplus(before).join(', ')}`);
    });
  });
}

/** Process ids of the children of this program, zombies included; none where that cannot be seen. */
export function childPids(): number[] {
  return folder('/proc/self/task').flatMap((thread) =>
    read(`/proc/self/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** How many files, sockets and pipes this program has open. */
export function openDescriptors(): number {
  return folder('/proc/self/fd').length;
}

/**
 * Everything a test could leave, by name; a name may be there several times. Processes and their files have none of
 * their own: in a pool that tests share another worker may have taken the place of one that has died.
 */
function possessions(): string[] {
  return [
    ...childPids().map(() => 'child process'),
    ...['/dev/shm', tmpdir()].flatMap((path) => folder(path).filter(isOurs).map(kindOf)),
    ...folder('/proc/self/fd')
      .map((fd) => target(`/proc/self/fd/${fd}`))
      .filter((path) => path !== RESERVE)
      .map((path) => `descriptor of ${kindOf(path)}`),
    ...process.getActiveResourcesInfo().filter((kind) => !PASSING.has(kind)),
  ];
}

/** libuv opens one with the first stream of an event loop, for the day when there are no descriptors left. */
const RESERVE = '/dev/null';

/**
 * These come and go with the test runner, which writes its reports into a pipe. Pipes of ours would be
 * seen as descriptors.
 */
const PASSING: ReadonlySet<string> = new Set([
  'Immediate',
  'TickObject',
  'FSReqCallback',
  'PipeWrap',
]);

function surplus(before: readonly string[]): string[] {
  const rest = [...possessions()];
  for (const thing of before) {
    const at = rest.indexOf(thing);
    if (at >= 0) rest.splice(at, 1);
  }
  return withoutPipesOfWorkers(rest);
}

/** A worker that has sent many results has one as long as it lives: one of a pool that tests share gets it during some test. */
function withoutPipesOfWorkers(things: readonly string[]): string[] {
  let left = childPids().length;
  return things.filter((thing) => {
    if (thing !== 'descriptor of pipe' || left === 0) return true;
    left -= 1;
    return false;
  });
}

function kindOf(name: string): string {
  return name.replace(/(manyhands-\d+)-\w+/, '$1-…');
}

function isOurs(name: string): boolean {
  return name.startsWith(`manyhands-${process.pid}-`);
}

function folder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** "socket", "pipe", "anon_inode:[eventpoll]", or a path: what a descriptor is of, without its number. */
function target(link: string): string {
  try {
    return readlinkSync(link).replace(/:\[\d+\]$/, '');
  } catch {
    return 'nothing'; // it was the one that the folder was read by
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // not Linux, or the thread has just ended
  }
}
