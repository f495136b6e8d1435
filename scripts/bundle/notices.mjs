// What `dist/` holds of others, and under which terms: `THIRD-PARTY-NOTICES` for people, `sbom.cdx.json` (CycloneDX) for
// scanners, which see no dependencies where all is in one package. Both come from the module graph, so they
// cannot miss anything that is in a file.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those that may be passed on with their text beside them. */
const KNOWN_LICENSES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

/** @throws Error if a package has no licence, or one that nobody has looked at */
export function writeNotices(root, output) {
  const folders = new Set(output.flatMap(({ moduleIds = [] }) => moduleIds.flatMap(folderOf)));
  const packages = [...folders].map(read).sort((a, b) => a.id.localeCompare(b.id));
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES'), noticesOf(name, packages));
  writeFileSync(join(root, 'dist/sbom.cdx.json'), billOf({ name, version }, packages));
}

/** The folder of the package that a module belongs to; none for our own. */
function folderOf(id) {
  const [path] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? [];
  return path === undefined || id.startsWith('\0') ? [] : [path];
}

function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const id = `${name}@${version}`;
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  if (!KNOWN_LICENSES.includes(license) || file === undefined)
    throw new Error(
      `${id} is in dist, and its licence (${license}, ${file}) is not among those known`,
    );
  return { id, name, version, license, text: readFileSync(join(folder, file), 'utf8').trim() };
}

function noticesOf(name, packages) {
  const parts = sameTexts(packages).map(({ ids, text }) => `${ids.join('\n')}\n\n${text}\n`);
  const line = `\n${'-'.repeat(80)}\n\n`;
  return [`${name} contains code of these packages, under these terms.\n`, ...parts].join(line);
}

/** Many differ in nothing but who has written them: then the lines about that stand with the names, and the text once. */
function sameTexts(packages) {
  const groups = new Map();
  for (const { id, license, text } of packages) {
    const lines = text.split('\n').map((line) => line.trim());
    const holders = lines.filter((line) =>
      /^(copyright|\(c\)|the mit license|mit license|\(the mit|# ?mit|# )/i.test(line),
    );
    const terms = lines.filter((line) => !holders.includes(line)).join('\n');
    const key = terms.replace(/\s+/g, ' ').trim();
    const group = groups.get(key) ?? { ids: [], text: terms.replace(/\n{3,}/g, '\n\n').trim() };
    group.ids.push(`${id} (${license})\n  ${holders.join('\n  ')}`);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function billOf(own, packages) {
  const component = ({ name, version, license }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
  });
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: component(own) },
    components: packages.map(component),
  };
  return `${JSON.stringify(bill)}\n`;
}
