/** Goes to another folder before and after it makes a pool: `changes-folder.js process|thread`. */
import { Pool } from 'manyhands';

const [, , kind = 'process'] = process.argv;
const transport = kind as 'process' | 'thread';
const look = (): readonly unknown[] => [process.cwd(), Reflect.get(globalThis, 'isHooked')];
const answers: unknown[] = [];

process.chdir('/');
const inherited = new Pool({ workers: 1, transport, maxTasksPerChild: 1 });
answers.push(await inherited.apply(look));
process.chdir('/tmp');
answers.push(await inherited.apply(look), await inherited.apply(look));
await inherited.terminate();
console.log(JSON.stringify(answers));
