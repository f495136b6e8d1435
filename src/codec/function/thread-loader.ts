/**
 * RUNS IN THE WORKER. tsx does not install itself in threads on Node 20, although `--import tsx` is
 * among the options they inherit; there it must be asked. Delete with the support of Node 20.
 */
import { pathToFileURL } from 'node:url';
import { compileImport } from './compile.ts';

let isInstalled = false;

/** Tries again with tsx if that is what was missing; else throws `error` again. */
export async function retryWithLoader<T>(error: unknown, retry: () => Promise<T>): Promise<T> {
  const isMissing = (error as { code?: unknown } | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION';
  if (!isMissing || isInstalled || !process.execArgv.some((one) => /\btsx\b/.test(one))) throw error;
  isInstalled = true;
  // From the program's folder, which is where `--import tsx` looked for it.
  const importFrom = compileImport(pathToFileURL(`${process.cwd()}/`).href);
  const api: unknown = await importFrom('tsx/esm/api');
  (api as { register(): unknown }).register();
  return retry();
}
