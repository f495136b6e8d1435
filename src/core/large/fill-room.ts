/** RUNS IN THE WORKER. Writes large buffers of a result into files of the program: see `rooms.ts`. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { FileHandle, Part } from '../base/large.ts';
import { writeFile } from './memory-file.ts';

const FLAGS = constants.O_WRONLY | constants.O_NONBLOCK;

/** Whether all of them are there now. */
export function fillRooms(parts: readonly Part[], files: readonly FileHandle[]): boolean {
  if (files.length !== parts.length) return false;
  return parts.every((part, i) => fillRoom(part, files[i] as FileHandle)); // as many
}

function fillRoom({ buffer, from, length }: Part, { pid, fd, ino }: FileHandle): boolean {
  let opened: number | undefined;
  try {
    opened = openSync(`/proc/${pid}/fd/${fd}`, FLAGS);
    if (fstatSync(opened).ino !== ino) return false;
    return writeFile(opened, new Uint8Array(buffer, from, length));
  } catch {
    return false;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
