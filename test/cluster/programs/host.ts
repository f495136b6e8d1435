/** A host in a program of its own: for tests that kill, freeze and cut it off. */
import { startHost } from 'manyhands/cluster';

const [server = '', pool = '', name = ''] = process.argv.slice(2);
const host = await startHost({ server, pool, name, workers: 2, log: console.error });
process.once('SIGTERM', () => void host.stop());
console.log('ready');
await host.ended();
