// The page of the dashboard: three files that a browser reads. Its script is one module, of what is below
// `src/dashboard/page/` and the few files of the program that it shares: the messages, and how numbers are written.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { rolldown } from 'rolldown';

/** @param {string} from the folder of its sources @param {string} to `dist` */
export async function buildPage(from, to) {
  const bundle = await rolldown({
    input: `${from}/main.ts`,
    platform: 'browser',
    transform: { target: 'es2022' },
    tsconfig: false,
  });
  await bundle.write({
    file: `${to}/dashboard-page.js`,
    format: 'esm',
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  copyFileSync(`${from}/index.html`, `${to}/dashboard-page.html`);
  const style = readFileSync(`${from}/style.css`, 'utf8');
  const { code } = await transform(style, { loader: 'css', minify: true });
  writeFileSync(`${to}/dashboard-page.css`, code);
}
