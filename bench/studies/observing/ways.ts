/** The ways to look that are compared: each begins before a block of work, and ends behind it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { dashboard } from 'manyhands/dashboard';
import { instrument } from 'manyhands/otel';
import { traceTo } from 'manyhands/trace';

export interface Way {
  readonly title: string;
  /** Settles when somebody looks; what it gives ends that. */
  begin(): Promise<() => Promise<void>>;
}

const { CHROMIUM } = process.env;
/** How long a browser takes to start and to draw the page. */
const CHROMIUM_STARTS_MS = 3000;

/** Nothing is there twice: what these two differ by is what the measurement cannot see. */
export const NOTHING = 'nothing';
export const CONTROL = 'nothing again';

const nothing = async () => async () => {};

const CONTROLS: readonly Way[] = [
  { title: NOTHING, begin: nothing },
  { title: CONTROL, begin: nothing },
];

/** What listens to each chunk makes garbage for the blocks behind it: such ways are measured by themselves. */
export const WATCHING: readonly Way[] = [
  ...CONTROLS,
  { title: 'dashboard', begin: async () => await showTo(async () => () => {}) },
  { title: 'dashboard, a page follows', begin: async () => await showTo(follow) },
  ...(CHROMIUM === undefined
    ? []
    : [{ title: 'dashboard, in Chromium', begin: async () => await showTo(browse(CHROMIUM)) }]),
];

export const LISTENING: readonly Way[] = [
  ...CONTROLS,
  { title: 'trace', begin: trace },
  { title: 'OpenTelemetry: metrics', begin: async () => instrumented() },
  { title: 'OpenTelemetry: metrics, spans', begin: async () => instrumented(tracing()) },
];

type End = () => void;

async function showTo(looker: (url: string) => Promise<End>): Promise<() => Promise<void>> {
  const board = await dashboard({ quiet: true });
  const leave = await looker(board.url);
  return async () => {
    leave();
    await board.close();
  };
}

/** Reads what a page reads, in a program of its own, as a browser is. */
async function follow(url: string): Promise<End> {
  const program = `require('node:http').get(${JSON.stringify(`${url}events`)}, (events) => {
    console.log('follows');
    events.resume();
  })`;
  const page = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(page.stdout, 'data');
  return () => page.kill();
}

/** The true page, drawn by a browser. */
function browse(file: string): (url: string) => Promise<End> {
  return async (url) => {
    const profile = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
    const browser = spawn(file, [...flags, `--user-data-dir=${profile}`, url], { stdio: 'ignore' });
    await sleep(CHROMIUM_STARTS_MS);
    return () => {
      browser.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
      browser.kill();
    };
  };
}

async function trace(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  const file = traceTo(join(folder, 'run.json'));
  return async () => {
    file.close();
    rmSync(folder, { recursive: true });
  };
}

/** As a program does it that exports: in batches, to somebody who takes them. */
function tracing(): BasicTracerProvider {
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => {},
  };
  return new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
}

function instrumented(tracerProvider?: BasicTracerProvider): () => Promise<void> {
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const { stop } = instrument(
    tracerProvider === undefined
      ? { meterProvider, chunks: false }
      : { meterProvider, tracerProvider },
  );
  return async () => {
    stop();
    await meterProvider.shutdown();
    await tracerProvider?.shutdown();
  };
}
