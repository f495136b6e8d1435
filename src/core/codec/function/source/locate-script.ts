/**
 * Finds the URL of a script by V8's number for it, the cheapest way first:
 *
 *   1. the scripts on the current call stack (the caller's own functions are usually there)
 *   2. best-effort coverage, without enabling the profiler: a few milliseconds, no lasting effect
 *   3. the debugger, enabled and disabled within one call: leaves `await` a third slower for good,
 *      so it is only for scripts that the other two do not know
 *
 * `Profiler.disable` is never called: it would end a coverage run that somebody else started.
 */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listenToInspector, postToInspector } from './inspector.ts';
import { LruCache } from '../../../base/lru-cache.ts';

interface CallSite {
  readonly scriptId?: string;
  readonly scriptName: string;
}

/** With source maps it would name the files that scripts were made from, not the scripts. */
type GetCallSites = (frames: number, options: { sourceMap: boolean }) => CallSite[];

/** The most that Node gives. */
const MAX_FRAMES = 200;

interface Frame {
  readonly scriptId: string;
  readonly url: string;
}

interface Coverage {
  readonly result: readonly Frame[];
}

/** Scripts stay loaded, so entries never go stale; programs that make scripts without end exist. */
const KNOWN_LIMIT = 5000;
const urls = new LruCache<string, string>(KNOWN_LIMIT);

/** Returns the script's URL (or the file name it was given), '' if it has none. */
export function locateScript(scriptId: string): string {
  for (const learnMore of [learnFromStack, learnFromCoverage, learnFromDebugger]) {
    const url = urls.get(scriptId);
    if (url !== undefined) return url;
    learnMore();
  }
  return urls.get(scriptId) ?? '';
}

/** Whether something of a script from there has run in this program, as far as V8 remembers. */
export function hasRun(url: string): boolean {
  const { result } = postToInspector<Coverage>('Profiler.getBestEffortCoverage');
  return result.some((script) => toUrl(script.url) === url);
}

/** The text that V8 runs. Only for scripts whose text is not what the file on disk says. */
export function readScriptSource(scriptId: string): string | undefined {
  try {
    return withDebugger(() =>
      postToInspector<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId }),
    ).scriptSource;
  } catch {
    return undefined;
  }
}

function learnFromStack(): void {
  const util: object = process.getBuiltinModule('node:util'); // imported, a bundler might ask for a name that Node 20 has not
  const { getCallSites } = util as { readonly getCallSites?: GetCallSites };
  const sites = getCallSites?.(MAX_FRAMES, { sourceMap: false }) ?? [];
  if (sites[0]?.scriptId === undefined) {
    learnFromThrow(); // before Node 22.14
    return;
  }
  for (const site of sites) urls.set(String(site.scriptId), toUrl(site.scriptName));
}

/** While `Runtime` is enabled, an error thrown on top of our stack reports the stack's scripts. */
function learnFromThrow(): void {
  postToInspector('Runtime.enable');
  try {
    const { exceptionDetails } = postToInspector<{
      exceptionDetails?: { stackTrace?: { callFrames: readonly Frame[] } };
    }>('Runtime.evaluate', { expression: 'throw new Error()', silent: true });
    learn(exceptionDetails?.stackTrace?.callFrames ?? []);
  } finally {
    postToInspector('Runtime.disable');
  }
}

function learnFromCoverage(): void {
  try {
    learn(postToInspector<Coverage>('Profiler.getBestEffortCoverage').result);
  } catch {
    // Not every runtime has it; the debugger is next.
  }
}

function learnFromDebugger(): void {
  listenToInspector<Frame>(
    'Debugger.scriptParsed',
    (script) => learn([script]),
    () => withDebugger(() => undefined),
  );
}

function withDebugger<T>(action: () => T): T {
  postToInspector('Debugger.enable');
  try {
    return action();
  } finally {
    postToInspector('Debugger.disable');
  }
}

function learn(frames: readonly Frame[]): void {
  for (const { scriptId, url } of frames) urls.set(scriptId, toUrl(url));
}

/** CommonJS scripts are known by their paths. */
function toUrl(name: string): string {
  return isAbsolute(name) ? pathToFileURL(name).href : name;
}
