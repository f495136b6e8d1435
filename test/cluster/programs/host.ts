/** A host in a program of its own: for tests that kill, freeze and cut it off. */
import { startHost } from 'manyhands/cluster';

const [server = '', pool = '', name = ''] = process.argv.slice(2);
const key = process.env.MANYHANDS_KEY || undefined;
const urls = server.split(',');
const host = await startHost({ server: urls, pool, name, key, workers: 2, log: console.error });
process.once('SIGTERM', () => void host.stop());
console.log('ready');
await host.ended();
