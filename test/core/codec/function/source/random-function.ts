/** Random functions of few names, so that they shadow each other. */
import { fc } from '../../../../property.ts';

const NAME = fc.constantFrom('a', 'b', 'c', 'd', 'get', 'of1', '$e');
const JOIN = fc.constantFrom(' + ', ' / ', ' = ', ' in ', ' ?? ', '\n&& ', ' ? 1 : ');
const KIND = fc.constantFrom('let', 'const', 'var');

/** The text between the holes of a template, filled. */
function fill(strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]) {
  return fc
    .tuple(...parts)
    .map((values) => strings.reduce((text, piece, i) => text + (values[i - 1] ?? '') + piece));
}

export const randomFunction: fc.Arbitrary<string> = fc
  .letrec<Record<Part, string>>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      NAME,
      fc.constantFrom('1', '"}"', '/[/}]/g', '`a`', 'null'),
      fill`(${tie('value')}${JOIN}${tie('value')})`,
      fill`[${tie('value')}, , ...${tie('value')}]`,
      fill`({ ${NAME}, ${NAME}: ${tie('value')}, [${tie('value')}]: ${tie('value')} })`,
      fill`${NAME}.${NAME}?.(${tie('value')}, ${NAME})`,
      fill`\`x\${${tie('value')}}y\${${tie('value')}}\``,
      fill`(${tie('fn')})`,
      fill`new ${NAME}(${tie('value')})`,
      fill`typeof ${NAME}`,
    ),
    pattern: fc.oneof(
      { depthSize: 'small' },
      NAME,
      fill`[${tie('pattern')}, , ${tie('pattern')} = ${tie('value')}]`,
      fill`{ ${NAME}: ${tie('pattern')}, ${NAME} = ${tie('value')} }`,
      fill`{ [${tie('value')}]: ${tie('pattern')}, ...${NAME} }`,
    ),
    statement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fill`${KIND} ${tie('pattern')} = ${tie('value')}`,
      fill`void ${tie('value')};`,
      fill`{ ${tie('statement')}\n${tie('statement')} }`,
      fill`if (${tie('value')}) { ${tie('statement')} } else { ${tie('statement')} }`,
      fill`for (${KIND} ${NAME} of ${tie('value')}) { ${tie('statement')} }`,
      fill`for (let ${NAME} = 0; ${tie('value')}; ${NAME}++) ${NAME};`,
      fill`try { ${tie('statement')} } catch (${tie('pattern')}) { ${tie('statement')} }`,
      fill`switch (${tie('value')}) { case ${NAME}: ${tie('statement')}\ndefault: ${NAME} }`,
      fill`return ${tie('value')}`,
      fill`function ${NAME}(${tie('pattern')}) { ${tie('statement')} }`,
      fill`do ${NAME}\nwhile (${tie('value')})`,
    ),
    fn: fc.oneof(
      { depthSize: 'small' },
      fill`${NAME} => ${tie('value')}`,
      fill`(${tie('pattern')} = ${tie('value')}) => { ${tie('statement')}\n${tie('statement')} }`,
      fill`async (${NAME}) => await ${tie('value')}`,
      fill`function (${tie('pattern')}, ...${NAME}) { ${tie('statement')}; ${tie('statement')} }`,
      fill`function ${NAME}(${NAME}) { ${tie('statement')} }`,
    ),
  }))
  .fn.filter(isValid);

type Part = 'value' | 'pattern' | 'statement' | 'fn';

/** V8 has compiled what the reader gets. */
function isValid(text: string): boolean {
  try {
    new Function(`(${text})`);
    return true;
  } catch {
    return false;
  }
}
