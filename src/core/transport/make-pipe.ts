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
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
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
  const shell = process.platform === 'linux' ? startShell() : undefined;
  if (shell === undefined) return () => {};
  const [input, output] = [shell.stdin, shell.stdout] as (Socket | undefined)[]; // none if there was no descriptor left
  let isWanted = true;
  const end = (): void => {
    isWanted = false;
    input?.destroy(); // upon which it ends
    output?.destroy();
  };
  shell.on('error', end).unref();
  input?.on('error', end).unref();
  output?.on('error', end).unref();
  output?.once('data', (pid: Buffer) => {
    const pipe = isWanted ? open(`/proc/${Number(pid)}/fd/${KEPT_FD}`) : undefined;
    end();
    if (pipe !== undefined) onPipe(pipe);
  });
  return end;
}

function startShell(): ChildProcess | undefined {
  const { spawn } = process.getBuiltinModule('node:child_process');
  try {
    return spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  } catch {
    return undefined; // the program has given up the right to start any
  }
}

export function closePipe({ readable, writable }: Pipe): void {
  closeSync(readable);
  closeSync(writable);
}

function open(path: string): Pipe | undefined {
  const opened: number[] = [];
  try {
    for (const flags of [constants.O_RDONLY | constants.O_NONBLOCK, constants.O_WRONLY]) {
      const fd = openSync(path, flags);
      opened.push(fd);
      if (!fstatSync(fd).isFIFO())
        throw new Error('the shell was killed, and another process has its number');
    }
    const [readable = 0, writable = 0] = opened;
    return { readable, writable };
  } catch {
    for (const fd of opened) closeSync(fd);
    return undefined;
  }
}
