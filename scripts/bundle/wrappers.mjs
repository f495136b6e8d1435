// What `import` gives: the very copy that `require` gives, under the same names.
import { writeFileSync } from 'node:fs';

export function writeWrappers(dist, output, entries) {
  for (const entry of entries) {
    const { exports } = output.find(({ fileName }) => fileName === `${entry}.cjs`);
    const text = `import cjs from './${entry}.cjs';\nexport const { ${exports.join(', ')} } = cjs;\n`;
    writeFileSync(`${dist}/${entry}.js`, text);
  }
}
