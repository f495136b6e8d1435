/**
 * The file of a module that runs, read without asking anybody what V8 has made of it: for functions that can be told
 * by the text of their file alone.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadedCommonJs } from '../../../base/own-files.ts';
import { LruCache } from '../../../base/lru-cache.ts';

export interface Place {
  /** Counted from 0. */
  readonly line: number;
  readonly column: number;
}

/** Bundles are long, and what is said below of names takes its time. */
const TEXT_LIMIT = 300_000;
const FILES_LIMIT = 2_000_000;
const files = new LruCache<string, SourceFile | 'none'>(FILES_LIMIT, (_name, file) =>
  file === 'none' ? 100 : file.text.length,
);

/** @param name a URL for an ES module, a path for one of CommonJS, as V8 has it */
export function readSourceFile(name: string): SourceFile | undefined {
  let file = files.get(name);
  if (file === undefined) {
    file = open(name) ?? 'none';
    files.set(name, file);
  }
  return file === 'none' ? undefined : file;
}

function open(name: string): SourceFile | undefined {
  const isModule = name.startsWith('file:');
  if ((!isModule && !isAbsolute(name)) || /[?#]/.test(name)) return undefined;
  try {
    const url = isModule ? name : pathToFileURL(name).href;
    const path = fileURLToPath(url);
    if (findSourceMap(url) !== undefined || realpathSync(path) !== path) return undefined;
    if (isModule && loadedCommonJs(path) !== undefined) return undefined;
    const text = readFileSync(path, 'utf8');
    return isCertain(text) ? new SourceFile(url, isModule, text) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines end where they do for everybody, and nothing may be in scope that has no name in the text. */
function isCertain(text: string): boolean {
  const isOdd = /^\uFEFF|\r(?!\n)|[\u2028\u2029]|\b(?:eval|with)\s*\(/.test(text);
  return text.length <= TEXT_LIMIT && !isOdd;
}

/** Comments that begin a line, which is where names are explained. */
const COMMENT = /^[ \t]*(?:\/\/.*|\/\*[^]*?\*\/)/gm;

export class SourceFile {
  readonly url: string;
  readonly isModule: boolean;
  readonly text: string;
  #code: string | undefined;

  constructor(url: string, isModule: boolean, text: string) {
    this.url = url;
    this.isModule = isModule;
    this.text = text;
  }

  /** The text with blanks in place of comments that begin a line. */
  get code(): string {
    return (this.#code ??= this.text.replace(COMMENT, (one) => one.replace(/[^\n]/g, ' ')));
  }

  offsetOf({ line, column }: Place): number {
    let start = 0;
    for (let i = 0; i < line; i += 1) {
      start = this.text.indexOf('\n', start) + 1;
      if (start === 0) return -1;
    }
    return start + column;
  }

  placeOf(offset: number): Place {
    const before = this.text.slice(0, offset);
    const start = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length - 1, column: offset - start };
  }

  lineBefore(offset: number): string {
    return this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  /** Where the code has `text`, if it has it once. */
  onlyPlaceOf(text: string): number | undefined {
    const offset = this.code.indexOf(text);
    return offset === -1 || this.code.includes(text, offset + 1) ? undefined : offset;
  }

  /**
   * May another variable of this name be declared in the file? Only where it says so in so many words is there certainly none: each
   * time the name is that of a member, is called, has a member, or stands where only a value can.
   *
   * @param except ranges of the text about which that is known
   */
  mayDeclare(name: string, ...except: readonly (readonly [start: number, end: number])[]): boolean {
    if (this.code.includes('\\u')) return true; // a name may be written so
    for (const { index } of this.code.matchAll(wordPattern(name))) {
      if (except.some(([start, end]) => start <= index && index < end)) continue;
      const before = this.code.slice(Math.max(0, index - LOOK_AROUND), index);
      const end = index + name.length;
      if (!isUse(before, this.code.slice(end, end + LOOK_AROUND))) return true;
    }
    return false;
  }
}

const LOOK_AROUND = 60;

function wordPattern(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
}

const DECLARING = /\b(?:function|class)\s*\*?\s*$/;
const MEMBER = /(?<!\.)\.\s*$/;
const VALUE_AFTER =
  /(?:[=!]==?|[|&?]|\b(?:new|return|await|throw|typeof|case|instanceof|in)\s)\s*$/;
const ARGUMENT_OF_MEMBER = /\.\s*[\w$]+\(\s*$/;
const ONLY_ARGUMENT = /^\s*\)\s*[;,.)\]]/;

function isUse(before: string, after: string): boolean {
  if (MEMBER.test(before)) return true;
  if (/^\s*=>/.test(after) || DECLARING.test(before)) return false;
  if (/^(?:[ \t]*\(|\s*\.(?!\.))/.test(after) || VALUE_AFTER.test(before)) return true;
  if (/\(\s*$/.test(before) && ONLY_ARGUMENT.test(after)) return true;
  return ARGUMENT_OF_MEMBER.test(before) && /^\s*[,)]/.test(after);
}
