/**
 * Makes a pipe. Node makes none: what it calls one is a socket, where each write is a message of its own to the system, up to the
 * read at the other end. A pipe takes half of the time on both sides. A shell makes some:
 *
 *    exec 3<&0; : | /bin/sh -c 'exec 4<&0; echo $$; read x <&3'
 *
 * The inner shell keeps its end of the pipe between the two, says who it is, and ends with its input, which is ours. What
 * /proc shows of that end can be opened again, either way. No file is ever made, so none can be left.
 */
import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Descriptors of this program. */
export interface Pipe {
  readonly readable: number;
  readonly writable: number;
}

const SCRIPT = "exec 3<&0; : | /bin/sh -c 'exec 4<&0; echo $$; read x <&3'";
const KEPT_FD = 4;

/** Calls `onPipe` once, or never: where there is no shell or no /proc. Returns what to call if nobody wants it any more. */
export function makePipe(onPipe: (pipe: Pipe) => void): () => void {
  if (process.platform !== 'linux') return () => {};
  const { spawn } = process.getBuiltinModule('node:child_process');
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  let isWanted = true;
  const end = (): void => {
    isWanted = false;
    release(shell);
  };
  shell.on('error', end).unref();
  shell.stdout?.once('data', (pid: Buffer) => {
    const pipe = isWanted ? open(`/proc/${Number(pid)}/fd/${KEPT_FD}`) : undefined;
    end();
    if (pipe !== undefined) onPipe(pipe);
  });
  (shell.stdin as Socket | null)?.unref();
  (shell.stdout as Socket | null)?.unref();
  return end;
}

export function closePipe({ readable, writable }: Pipe): void {
  closeSync(readable);
  closeSync(writable);
}

function open(path: string): Pipe | undefined {
  let readable: number | undefined;
  try {
    readable = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { readable, writable: openSync(path, constants.O_WRONLY) };
  } catch {
    if (readable !== undefined) closeSync(readable);
    return undefined;
  }
}

/** It ends by itself as soon as nobody can write to it. */
function release({ stdin, stdout }: ChildProcess): void {
  stdin?.destroy();
  stdout?.destroy();
}
