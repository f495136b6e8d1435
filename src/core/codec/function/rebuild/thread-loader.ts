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
  const importFrom = compileImport(whereTsxIs());
  const api: unknown = await importFrom('tsx/esm/api');
  (api as { register(): unknown }).register();
}

/** In tsx itself, if the option says where it is; else `--import tsx` looked from the program's folder. */
function whereTsxIs(): string {
  const urls = process.execArgv.flatMap((one) => /file:.*\btsx\b.*/.exec(one) ?? []);
  return urls.at(-1) ?? pathToFileURL(`${process.cwd()}/`).href;
}
