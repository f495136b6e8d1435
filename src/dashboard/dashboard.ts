/**
 * `manyhands/dashboard`: a page that shows what all pools of this program do.
 *
 *    channels, stats ──► Watch ── tick, once a second ──► BoardServer ┈┈ server-sent events ┈┈► the page, in a browser
 *
 * It only watches. Nothing that comes from outside is looked at but the token.
 */
import { checkBoolean, checkNames, refused } from '../core/base/check.ts';
import { newToken } from './access.ts';
import { BoardServer } from './server.ts';
import { Watch } from './watch.ts';

/**
 * Where the page is.
 *
 * @example
 * const options: DashboardOptions = { port: 0, quiet: true };
 * await using board = await dashboard(options);
 */
export interface DashboardOptions {
  /** Default: 0, any that is free. */
  readonly port?: number;
  /**
   * Default: `'127.0.0.1'`, this machine only. Whatever it is, the page opens only with the token of the link; beyond this
   * machine the link itself travels unencrypted.
   */
  readonly host?: string;
  /** Does not print the link. Default: false. */
  readonly quiet?: boolean;
}

/**
 * A page that is there. Its end, by `close()` or `await using`, is the end of what it has collected.
 *
 * @example
 * const board: Dashboard = await dashboard({ quiet: true });
 * console.log(board.url.startsWith('http://127.0.0.1:')); // true
 * await board.close();
 */
export interface Dashboard extends AsyncDisposable {
  /** The link, with the token: whoever has it may look. */
  readonly url: string;
  /** Ends it; pages that are open keep what they show. May be repeated. */
  close(): Promise<void>;
}

/**
 * Starts a page for the browser that shows what all pools of this program do, and have done in the last ten minutes since this
 * was called: workers, throughput, times, memory, calls, errors. Prints its link on stderr. It does not keep the program alive.
 *
 * @throws OptionError · what the system says if the port cannot be had
 * @example
 * await using board = await dashboard(); // manyhands dashboard: http://127.0.0.1:40123/…/
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export async function dashboard(options: DashboardOptions = {}): Promise<Dashboard> {
  const { port, host, quiet } = resolve(options);
  const watch = new Watch((tick) => server.send(tick));
  let server: BoardServer;
  try {
    server = await BoardServer.open({ host, port, token: newToken(), hello: () => watch.past });
  } catch (error) {
    watch[Symbol.dispose]();
    throw error;
  }
  const { url } = server;
  if (!quiet) process.stderr.write(`manyhands dashboard: ${url}\n`);
  const onExit = (): void => {
    watch.look();
    server.sayEnd();
  };
  process.once('exit', onExit);
  const close = async (): Promise<void> => {
    if (process.listeners('exit').includes(onExit)) watch.look(); // how it ended, for whoever follows
    process.off('exit', onExit);
    watch[Symbol.dispose]();
    await server.close();
  };
  return { url, close, [Symbol.asyncDispose]: close };
}

function resolve(options: DashboardOptions): Required<DashboardOptions> {
  checkNames('options', options, ['port', 'host', 'quiet']);
  const { port = 0, host = '127.0.0.1', quiet = false } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw refused('port', port, 'must be an integer from 0 to 65535');
  if (typeof host !== 'string' || host === '')
    throw refused('host', host, "must be a name or an address, such as '127.0.0.1'");
  return { port, host, quiet: checkBoolean('quiet', quiet) };
}
