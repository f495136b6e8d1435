import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** Where each file of the source has a file of its own: the published package has not. */
const COMPILED = new URL('../../', import.meta.resolve('#dist/core/api/pool.js')).href;

/** Which files of the package have had a function of theirs called: V8's precise coverage. */
export class FunctionCount {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  }

  /** Paths below that folder, since the last time; a module's own top level does not count. */
  take(): string[] {
    let files: string[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (_, { result }: Coverage) => {
      files = result
        .filter(({ functions }) =>
          functions.some(
            ({ ranges }) =>
              ranges[0] !== undefined && ranges[0].startOffset > 0 && ranges[0].count > 0,
          ),
        )
        .map(({ url }) => url)
        .filter((url) => url.startsWith(COMPILED))
        .map((url) => url.slice(COMPILED.length));
    });
    return files;
  }
}
