/**
 * Looks inside a function: its script and position, its captured variables, what it is bound to.
 *
 * V8's inspector, connected to its own process, answers synchronously: the callback has run when
 * `post` returns. So what is read here are the values of this very moment. No part of this enables
 * the debugger; nothing in the program runs slower afterwards.
 */
import { soon } from '../../../base/node-turns.ts';
import type { Session } from 'node:inspector';
import { noteInspecting } from '../inspecting.ts';

export interface Inspected {
  readonly scriptId: string;
  /** Where V8 says the function begins, counted from 0. */
  readonly line: number;
  readonly column: number;
  /** From the innermost to the outermost, without the global object. */
  readonly scopes: readonly Scope[];
}

export interface Scope {
  /** "Closure", "Block", "Catch", "Module", "Script", … */
  readonly kind: string;
  /** A fresh copy of the variables: name → value. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface InspectedBound {
  readonly target: unknown;
  readonly boundThis: unknown;
  readonly boundArguments: readonly unknown[];
}

/** The inspector is denied (`--permission`) or missing (a runtime without V8). */
export class InspectorUnavailable extends Error {}

/** The parking place: the only thing of ours that the inspector is given to hold. */
interface Holder {
  value: unknown;
  results: unknown;
}

interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly objectId?: string;
  readonly value?: unknown;
}

interface PropertyAnswer {
  readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteObject }[];
}

/** Everything that a look at one function gets hold of is released as one group. */
const GROUP = 'manyhands:capture';
/** How many looks may wait for their release: more would keep too much alive within one turn. */
const RELEASE_AFTER = 32;
const PARKED = Symbol.for('manyhands:parked');

let connection: Connection | undefined;

/** Returns undefined for functions without a script: natives, and bound functions. */
export function inspectFunction(fn: object): Inspected | undefined {
  return (connection ??= new Connection()).look(fn, (answer, hold) => {
    const location = findInternal(answer, '[[FunctionLocation]]')?.value as
      | { scriptId: string; lineNumber: number; columnNumber: number }
      | undefined;
    if (location === undefined) return undefined;
    const raw = hold([findInternal(answer, '[[Scopes]]')])[0];
    return {
      scriptId: location.scriptId,
      line: location.lineNumber,
      column: location.columnNumber,
      scopes: readScopes(raw),
    };
  });
}

/** Returns undefined if `fn` was not made by `bind`. */
export function inspectBound(fn: object): InspectedBound | undefined {
  return (connection ??= new Connection()).look(fn, (answer, hold) => {
    const target = findInternal(answer, '[[TargetFunction]]');
    if (target === undefined) return undefined;
    const [fnTarget, boundThis, list] = hold([
      target,
      findInternal(answer, '[[BoundThis]]'),
      findInternal(answer, '[[BoundArgs]]'),
    ]);
    return { target: fnTarget, boundThis, boundArguments: Object.values(list ?? {}) };
  });
}

/**
 * All living objects that have `prototype` in their chain. V8 collects the garbage first, so this stops the program for
 * some 50 to 200 ms.
 */
export function findDescendants(prototype: object): readonly unknown[] {
  return (connection ??= new Connection()).descendants(prototype);
}

/** For the script look-up, which needs the same session. */
export function postToInspector<T>(method: string, params?: object): T {
  return (connection ??= new Connection()).post<T>(method, params);
}

/** Calls `listener` for the events that arrive while `during` runs. */
export function listenToInspector<E>(
  event: string,
  listener: (params: E) => void,
  during: () => void,
): void {
  (connection ??= new Connection()).listen(event, listener, during);
}

class Connection {
  readonly #session: Session;
  readonly #holder: Holder = { value: undefined, results: undefined };
  readonly #holderId: string;
  #unreleased = 0;

  constructor() {
    this.#session = connect();
    this.#holderId = this.#park();
    noteInspecting();
  }

  descendants(prototype: object): readonly unknown[] {
    try {
      const { objectId } = this.#call('function(){return this.value}', prototype);
      const query = { prototypeObjectId: objectId, objectGroup: GROUP };
      const { objects } = this.post<{ objects: RemoteObject }>('Runtime.queryObjects', query);
      return this.#fetch([objects])[0] as readonly unknown[]; // so says the protocol
    } finally {
      this.#forget();
    }
  }

  look<T>(fn: object, read: (answer: PropertyAnswer, hold: Hold) => T): T {
    try {
      const objectId = this.#call('function(){return this.value}', fn).objectId;
      const answer = this.post<PropertyAnswer>('Runtime.getProperties', {
        objectId,
        ownProperties: true,
        nonIndexedPropertiesOnly: true,
      });
      return read(answer, (objects) => this.#fetch(objects));
    } finally {
      this.#forget();
    }
  }

  #forget(): void {
    this.#holder.value = undefined;
    this.#holder.results = undefined;
    this.#releaseSoon();
  }

  /** What is not released leaks. In batches, because each release costs as much as a look. */
  #releaseSoon(): void {
    if (this.#unreleased === 0) soon(() => this.#release());
    this.#unreleased += 1;
    if (this.#unreleased >= RELEASE_AFTER) this.#release();
  }

  #release(): void {
    if (this.#unreleased > 0) this.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
    this.#unreleased = 0;
  }

  /** Turns remote objects back into the values they stand for. */
  #fetch(objects: readonly (RemoteObject | undefined)[]): readonly unknown[] {
    const parameters = objects.map(toArgument);
    this.#call('function(...all){this.results=all}', this.#holder.value, parameters);
    return this.#holder.results as readonly unknown[];
  }

  #call(
    functionDeclaration: string,
    value: unknown,
    parameters: readonly object[] = [],
  ): RemoteObject {
    this.#holder.value = value;
    const { result } = this.post<{ result: RemoteObject }>('Runtime.callFunctionOn', {
      objectId: this.#holderId,
      functionDeclaration,
      arguments: parameters,
      objectGroup: GROUP,
      silent: true,
    });
    return result;
  }

  post<T>(method: string, params?: object): T {
    let failure: Error | null = null;
    let answer: unknown;
    let isAnswered = false;
    this.#session.post(method, params, (error: Error | null, result: unknown) => {
      isAnswered = true;
      failure = error;
      answer = result;
    });
    // Node reports protocol errors as plain objects with a message.
    if (failure !== null) throw new InspectorUnavailable((failure as Error).message);
    if (!isAnswered) throw new InspectorUnavailable('the inspector of this runtime answers later'); // Bun, Deno
    return answer as T;
  }

  listen<E>(event: string, listener: (params: E) => void, during: () => void): void {
    const handle = (message: { params: E }): void => listener(message.params);
    this.#session.on(event, handle as () => void);
    try {
      during();
    } finally {
      this.#session.off(event, handle as () => void);
    }
  }

  /** Lets the inspector see the holder for one synchronous moment; no global is left behind. */
  #park(): string {
    const inspector = loadInspector() as unknown as Record<symbol, unknown>;
    inspector[PARKED] = this.#holder;
    try {
      const { result } = this.post<{ result: RemoteObject }>('Runtime.evaluate', {
        expression: `process.getBuiltinModule('inspector')[Symbol.for('${String(PARKED.description)}')]`,
        silent: true,
      });
      return result.objectId as string; // an object always has one
    } finally {
      delete inspector[PARKED];
    }
  }
}

type Hold = (objects: readonly (RemoteObject | undefined)[]) => readonly unknown[];

function connect(): Session {
  try {
    const session = new (loadInspector().Session)();
    session.connect();
    return session;
  } catch (cause) {
    throw new InspectorUnavailable("V8's inspector cannot be used here", { cause });
  }
}

/** Not imported: a runtime without the inspector can still send explicit references. */
function loadInspector(): typeof import('node:inspector') {
  return process.getBuiltinModule('node:inspector');
}

function findInternal(answer: PropertyAnswer, name: string): RemoteObject | undefined {
  return answer.internalProperties?.find((property) => property.name === name)?.value;
}

function toArgument(object: RemoteObject | undefined): object {
  if (object?.objectId !== undefined) return { objectId: object.objectId };
  return object === undefined || object.type === 'undefined' ? {} : { value: object.value };
}

function readScopes(raw: unknown): Scope[] {
  // An array without a prototype, hence `values`.
  const list = Object.values(
    raw as Record<string, { description: string; object: Record<string, unknown> }>,
  );
  const scopes: Scope[] = [];
  for (const { description, object } of list) {
    const kind = description.split(' ')[0] ?? '';
    if (kind !== 'Global') scopes.push({ kind, variables: object });
  }
  return scopes;
}
