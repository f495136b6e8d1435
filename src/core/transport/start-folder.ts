/**
 * The folder in which the program was started. Its options (`--import ./hooks.js`, `--import tsx`, `--env-file .env`)
 * are relative to that, so its workers start there too, and then go to where the program is.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const START_FOLDER = currentFolder();

/** Where a worker process has to start, if that is not where the program is now. */
export function folderToStartIn(): string | undefined {
  if (START_FOLDER === undefined || START_FOLDER === currentFolder()) return undefined;
  return existsSync(START_FOLDER) ? START_FOLDER : undefined;
}

/** `undefined`: it has been removed. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

const LOADS = /^(?:--import|--require|-r|--loader|--experimental-loader)(?:=(.*))?$/s;

/** `execArgv` with the paths of modules made absolute: relative ones would mean others in another folder. */
export function absolutePaths(
  execArgv: readonly string[],
  folder: string | undefined = START_FOLDER,
): string[] {
  return execArgv.map((argument, i) => {
    const attached = LOADS.exec(argument)?.[1];
    if (attached !== undefined) {
      return argument.slice(0, -attached.length) + absolute(attached, folder);
    }
    return LOADS.test(execArgv[i - 1] ?? '') ? absolute(argument, folder) : argument;
  });
}

function absolute(path: string, folder: string | undefined): string {
  return folder !== undefined && /^\.\.?[/\\]/.test(path) ? resolve(folder, path) : path;
}
