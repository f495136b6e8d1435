// What a language model is given: a list of the pages (llms.txt), and all of them in one (llms-full.txt). See llmstxt.org.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ABOUT =
  "CPython's multiprocessing.Pool for Node.js and TypeScript: any function on all cores, in processes, threads or on other machines.";

/** @returns {[name: string, text: string][]} */
export function describePages(folder, groups) {
  const read = (name) => readFileSync(join(folder, `${name}.md`), 'utf8');
  const list = groups.map(({ title, pages }) => {
    const lines = pages.map(
      ({ name, title: text, about }) => `- [${text}](/${name}.html): ${about}`,
    );
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  const all = groups.flatMap(({ pages }) => pages.map(({ name }) => read(name)));
  return [
    ['llms.txt', `# manyhands\n\n> ${ABOUT}\n\n${list.join('\n')}`],
    ['llms-full.txt', [read('index'), ...all].join('\n\n---\n\n')],
  ];
}
