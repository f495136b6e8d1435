/**
 * Reads a trace with the engine behind the Performance panel of Chrome's developer tools: what a real reader makes of it.
 *
 * The engine asks for no stability of its users: its version is fixed in package.json, and only what is named here is used.
 */
import { readFileSync } from 'node:fs';

/** One lane, as the panel draws it. */
export interface ReadLane {
  readonly process: string;
  readonly lane: string;
  /** In the order of time; `depth`: how many it lies in. */
  readonly slices: readonly {
    readonly name: string;
    readonly ms: number;
    readonly depth: number;
  }[];
}

interface Slice {
  readonly name: string;
  readonly dur?: number;
}
interface Node {
  readonly entry: Slice;
  readonly depth: number;
  readonly children: readonly Node[];
}
interface Engine {
  parse(events: readonly object[], options: object): Promise<void>;
  readonly data: {
    readonly Meta: {
      readonly processNames: ReadonlyMap<number, { readonly args: { readonly name: string } }>;
    };
    readonly Renderer: {
      readonly processes: ReadonlyMap<
        number,
        {
          readonly threads: ReadonlyMap<
            number,
            { readonly name: string | null; readonly tree?: { readonly roots: ReadonlySet<Node> } }
          >;
        }
      >;
    };
  };
}

/** All lanes with slices on them. A file that was torn is read as the panel does: without its closing bracket. */
export async function readLanes(file: string): Promise<ReadLane[]> {
  const text = readFileSync(file, 'utf8').trimEnd();
  const events = JSON.parse(text.endsWith(']') ? text : `${text}]`) as object[];
  const { Meta, Renderer } = await read(events);
  return [...Renderer.processes].flatMap(([pid, { threads }]) =>
    [...threads.values()].map(({ name, tree }) => ({
      process: Meta.processNames.get(pid)?.args.name ?? '',
      lane: name ?? '',
      slices: [...(tree?.roots ?? [])].flatMap(slicesOf),
    })),
  );
}

function slicesOf({ entry, depth, children }: Node): ReadLane['slices'] {
  const own = { name: entry.name, ms: (entry.dur ?? 0) / 1000, depth };
  return [own, ...children.flatMap(slicesOf)];
}

async function read(events: readonly object[]): Promise<Engine['data']> {
  // The engine belongs to a panel that draws, and asks for a rectangle when it is loaded.
  Object.assign(globalThis, { window: globalThis, DOMRect: class {} });
  try {
    const { Processor } = await import('@paulirish/trace_engine');
    const engine = Processor.TraceProcessor.createWithAllHandlers() as unknown as Engine; // more than is used here
    await engine.parse(events, {});
    return engine.data;
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
    Reflect.deleteProperty(globalThis, 'DOMRect');
  }
}
