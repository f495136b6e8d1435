/**
 * Takes large buffers out of the results of a worker process, into files that the program makes for them: see
 * `core/large/rooms.ts`. If there is none, or it is full, they are sent in the message.
 */
import type { FileHandle, Outlet, Part } from '../base/large.ts';
import { LateModule } from '../base/late-module.ts';
import { requireOwnFile } from '../base/own-files.ts';
import { guarded } from './load-failures.ts';

const FILLING: LateModule<typeof import('../large/fill-room.ts')> = new LateModule(
  () => guarded(() => requireOwnFile('core/large/fill-room')),
  async () => await import('../large/fill-room.ts'),
);

/** What stands for the pid where a room is meant, whose number stands for the descriptor. */
const ROOM = 0;

export class LargeResults implements Outlet {
  /** What was taken out of the message that was encoded last. */
  parts: Part[] = [];
  #onRooms: ((files: readonly FileHandle[]) => void) | undefined;

  keep(part: Part): FileHandle {
    const { buffer, from, length } = part;
    const known = this.parts.findIndex(
      (one) => one.buffer === buffer && one.from === from && one.length === length,
    );
    const room = known < 0 ? this.parts.push(part) - 1 : known;
    return { pid: ROOM, fd: room, ino: 0, length };
  }

  /** What was taken out of the message, which is no more. */
  take(): readonly Part[] {
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  /** Asks for rooms, one call after another, by `ask`, and fills them; whether all that was taken out is there. */
  async fill(parts: readonly Part[], ask: (lengths: readonly number[]) => void): Promise<boolean> {
    ask(parts.map(({ length }) => length));
    const files = await new Promise<readonly FileHandle[]>((resolve) => {
      this.#onRooms = resolve;
    });
    return await FILLING.with(({ fillRooms }) => fillRooms(parts, files));
  }

  takeRooms(files: readonly FileHandle[]): void {
    this.#onRooms?.(files);
  }
}
