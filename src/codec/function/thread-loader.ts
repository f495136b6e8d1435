/**
 * RUNS IN THE WORKER. tsx does not install itself in threads on Node 20, although `--import tsx` is
 * among the options they inherit; there it must be asked. Delete with the support of Node 20.
 *
 * Before the first module of the user's is loaded, not when one fails: Node remembers failures.
 */
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { compileImport } from './compile.ts';

let installed: Promise<void> | undefined;

export function installThreadLoader(): Promise<void> | undefined {
  const isNeeded =
    !isMainThread &&
    process.versions.node.startsWith('20.') &&
    process.execArgv.some((one) => /\btsx\b/.test(one));
  return isNeeded ? (installed ??= installTsx()) : undefined;
}

async function installTsx(): Promise<void> {
  // From the program's folder, which is where `--import tsx` looked for it.
  const importFrom = compileImport(pathToFileURL(`${process.cwd()}/`).href);
  const api: unknown = await importFrom('tsx/esm/api');
  (api as { register(): unknown }).register();
}
