/** Submits a detached job, prints its id, and stays until it is killed. */
import { ClusterPool } from 'manyhands/cluster';

const [server = '', pool = '', count = ''] = process.argv.slice(2);
const cluster = new ClusterPool({ server, pool });
const items = Array.from({ length: Number(count) }, (_, item) => item);
const id = await cluster.submit((x: number) => x * 3 + 1, items, { chunkSize: 1 });
console.log(id);
setInterval(() => {}, 1000);
