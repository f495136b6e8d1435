// The reference, of the published declarations: one page for each class, interface and function.
import { readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from 'typedoc';

const COMPILER = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  types: ['node'],
  skipLibCheck: true,
  strict: true,
};

/** @param {string} root of the project @param {string} out the folder of the pages */
export async function writeReference(root, out) {
  const entries = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(root, 'dist', name));
  const config = join(root, 'build', 'reference.json');
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(config, JSON.stringify({ compilerOptions: COMPILER, files: entries }));
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries,
    tsconfig: config,
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    out,
    docsRoot: join(out, '..'),
    readme: 'none',
    name: 'Reference',
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
    outputFileStrategy: 'members',
    parametersFormat: 'table',
    hideBreadcrumbs: true,
    logLevel: 'Error',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('the declarations do not compile');
  await app.generateOutputs(project);
}
