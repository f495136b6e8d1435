/**
 * Compares all files of a run before any of them is opened: what is written must be no other file of the run, by whatever name.
 * An output is emptied when it is opened.
 */
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { describeSystemError, UsageError } from './failures.ts';
import { identityOf, isStream, realTarget, statsOf } from './outputs/target.ts';
import { type MapSettings, partOf } from './settings.ts';

interface NamedFile {
  /** How the user knows it: "--errors bad.ndjson". */
  readonly name: string;
  readonly path: string;
}

/** @throws UsageError */
export function checkPaths(settings: MapSettings): void {
  const written = outputsOf(settings);
  written.forEach(checkWritable);
  const known = new Map<string, NamedFile>();
  for (const file of inputsOf(settings)) remember(known, file);
  for (const file of written) {
    const same = remember(known, file);
    if (same === undefined) continue;
    if (written.includes(same)) {
      const names = same.path === file.path ? '' : `, as ${same.path}`;
      throw new UsageError(`${file.path} is named for two different outputs${names}`);
    }
    throw new UsageError(`${file.name} is ${same.name} as well: it would be overwritten`);
  }
}

/** The file that is the same, if one was named before. */
function remember(known: Map<string, NamedFile>, file: NamedFile): NamedFile | undefined {
  const identity = identityOf(file.path);
  if (identity === undefined) return undefined;
  const before = known.get(identity);
  if (before === undefined) known.set(identity, file);
  return before;
}

function outputsOf(settings: MapSettings): readonly NamedFile[] {
  const { output, outputFormat, errors, joblog, checkpoint, trace } = settings;
  const hasPart = output !== undefined && outputFormat !== 'none' && !isStream(output);
  const part = hasPart ? partOf(output) : undefined;
  const files: readonly (readonly [name: string, path: string | undefined])[] = [
    ['--output', output],
    ['the file that collects the results,', part],
    ['--errors', errors],
    ['--joblog', joblog],
    ['--checkpoint', checkpoint],
    ['--trace', trace],
  ];
  return files.flatMap(([name, path]) =>
    path === undefined ? [] : [{ name: `${name} ${path}`, path }],
  );
}

function inputsOf({ spec, inputs }: MapSettings): readonly NamedFile[] {
  const files: NamedFile[] = inputs.flatMap(({ argument, format, paths }) => {
    if (paths !== undefined) return paths.map((path) => ({ name: `the input ${path}`, path }));
    if (argument === '-') return [];
    const isList = format === 'files' && argument.startsWith('@');
    const path = isList ? argument.slice(1) : argument;
    return [{ name: `the ${isList ? 'list' : 'input'} ${path}`, path }];
  });
  const isFile = spec.url.startsWith('file:');
  return isFile ? [{ name: `the module ${spec.path}`, path: spec.path }, ...files] : files;
}

function checkWritable({ path }: NamedFile): void {
  if (isStream(path)) return;
  const target = realTarget(path);
  const folder = dirname(target);
  if (statsOf(folder)?.isDirectory() !== true)
    throw new UsageError(`cannot write ${path}: there is no folder ${folder}`);
  if (statsOf(target)?.isDirectory() === true)
    throw new UsageError(`cannot write ${path}: it is a folder`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(describeSystemError(`cannot write ${path} in ${folder}`, error));
  }
}
