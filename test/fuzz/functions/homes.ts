/** Where a random function comes from: a factory, or a module on disk. */
import type { TransportName } from '../divergence.ts';
import { writeModule } from './module-folder.ts';
import { show } from './show.ts';

export type Main = (item: number) => unknown;

export interface Home {
  readonly name: string;
  readonly isModule: boolean;
  /** Each call makes the function anew, with its variables. */
  readonly make: (text: string) => Promise<Main>;
  readonly program: (text: string, transport: TransportName) => string;
}

const SHOW = new URL('show.js', import.meta.url).href;

function moduleText(text: string): string {
  return `import { show } from ${JSON.stringify(SHOW)};
let taken;
const take = (main) => { taken = main; };
${text}
export const taking = () => taken;`;
}

async function imported(text: string, query: string): Promise<Main> {
  const url = `${writeModule(text)}${query}`;
  const exports = (await import(url)) as { main?: Main; taking: () => Main };
  return exports.main ?? exports.taking();
}

const use = (transport: TransportName): string => `
const { Pool } = await import('manyhands');
const pool = new Pool({ workers: 1, transport: '${transport}' });
console.log('plain, but after the pool\\'s snapshot:', await pool.map(main, [1, 2], { chunkSize: 2 }), [await main(1), await main(2)]);
await pool.terminate();`;

const SHOW_TEXT =
  "const show = (x) => (typeof x === 'function' ? `function ${x.name}` : String(x));\n";

export const HOMES: readonly Home[] = [
  {
    name: 'closure',
    isModule: false,
    make: (text) => {
      let main: Main | undefined;
      new Function('show', 'take', text)(show, (taken: Main) => {
        main = taken;
      });
      return main === undefined
        ? Promise.reject(new Error('nothing taken'))
        : Promise.resolve(main);
    },
    program: (text, transport) =>
      `${SHOW_TEXT}const main = await new Promise((take) => {\n${text}\n});${use(transport)}`,
  },
  {
    name: 'function of a module',
    isModule: true,
    make: (text) => imported(moduleText(text), ''),
    program: (text, transport) =>
      `// module.mjs\n${SHOW_TEXT}let taken; const take = (main) => { taken = main; };\n${text}\nexport const taking = () => taken;\n// program.mjs\nconst main = (await import('./module.mjs')).taking();${use(transport)}`,
  },
  {
    name: 'exported function',
    isModule: true,
    make: (text) => imported(exporting(moduleText(text)), ''),
    program: (text, transport) =>
      `// module.mjs\n${SHOW_TEXT}let taken; const take = (main) => { taken = main; };\n${exporting(text)}\nexport const taking = () => taken;\n// program.mjs\nconst { main } = await import('./module.mjs');${use(transport)}`,
  },
];

/** Only a function at the top of the module can be exported. */
function exporting(text: string): string {
  return text.replace(/^(async )?function main/m, (start, _async, at: number) =>
    text.slice(0, at).endsWith('\n\n') ? `export ${start}` : start,
  );
}
