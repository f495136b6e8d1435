/** The bundlers, each as it is set up for a program for Node: nothing is said about this package. */
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import { type Plugin, rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

export interface Bundle {
  readonly folder: string;
  readonly entry: string;
  readonly format: 'esm' | 'cjs';
  readonly minify: boolean;
}

/** Puts everything that the entry needs into one file, which it returns. */
type Bundler = (bundle: Bundle) => Promise<string>;

export const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: async (bundle) => {
    const { entry, format, minify } = bundle;
    const outfile = fileOf(bundle, 'esbuild');
    const options = { bundle: true, platform: 'node', logLevel: 'error' } as const;
    await esbuild.build({ ...options, entryPoints: [entry], outfile, format, minify });
    return outfile;
  },
  'esbuild, names kept': async (bundle) => {
    const { entry, format, minify } = bundle;
    const outfile = fileOf(bundle, 'esbuild-names');
    const options = { bundle: true, platform: 'node', logLevel: 'error' } as const;
    const kept = { target: 'es2022', keepNames: true };
    await esbuild.build({ ...options, ...kept, entryPoints: [entry], outfile, format, minify });
    return outfile;
  },
  rollup: async (bundle) => {
    const file = fileOf(bundle, 'rollup');
    const plugins = [nodeResolve(), (commonjs as unknown as () => Plugin)()]; // its types are those of its ES module
    await using built = await rollup({ input: bundle.entry, plugins });
    await built.write({ file, format: bundle.format });
    return file;
  },
  rolldown: async (bundle) => {
    const { entry, format, minify } = bundle;
    const file = fileOf(bundle, 'rolldown');
    await using built = await rolldown({ input: entry, platform: 'node' });
    await built.write({ file, format, minify });
    return file;
  },
  'vite, for a server': async (bundle) => {
    const { folder, entry, format, minify } = bundle;
    const name = fileOf(bundle, 'vite').slice(folder.length + 1);
    await vite.build({
      ...{ root: folder, configFile: false, logLevel: 'error', ssr: { noExternal: true } },
      build: {
        ...{ ssr: entry, outDir: folder, emptyOutDir: false, minify },
        rollupOptions: { output: { format, entryFileNames: name } },
      },
    });
    return join(folder, name);
  },
  webpack: async (bundle) => {
    const file = fileOf(bundle, 'webpack');
    const module = bundle.format === 'esm';
    await runWebpack({
      ...{ target: 'node', mode: bundle.minify ? 'production' : 'development' },
      ...{ context: bundle.folder, entry: bundle.entry, experiments: { outputModule: module } },
      output: {
        path: bundle.folder,
        filename: file.slice(bundle.folder.length + 1),
        ...(module ? { module, chunkFormat: 'module' } : {}),
      },
    });
    return file;
  },
};

function fileOf({ folder, format, minify }: Bundle, name: string): string {
  return join(folder, `${name}${minify ? '-min' : ''}.${format === 'esm' ? 'mjs' : 'cjs'}`);
}

async function runWebpack(options: webpack.Configuration): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats?.hasErrors() === true) reject(new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}
