/**
 * RUNS IN THE WORKER. tsx does not install itself in threads on Node 20, although `--import tsx` is
 * among the options they inherit; there it must be asked. Delete with the support of Node 20.
 */
import { pathToFileURL } from 'node:url';
import { compileImport } from './compile.ts';

let installed: Promise<void> | undefined;

export async function installThreadLoader(): Promise<void> {
  await (installed ??= installTsx());
}

async function installTsx(): Promise<void> {
  // From the program's folder, which is where `--import tsx` looked for it.
  const importFrom = compileImport(pathToFileURL(`${process.cwd()}/`).href);
  const api: unknown = await importFrom('tsx/esm/api');
  (api as { register(): unknown }).register();
}
