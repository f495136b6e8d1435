/** The other process: takes tickets from the file on descriptor 3 until it meets number 0, then says which it got. */
import { FileTicketTaker } from '#dist/core/tickets/file-tickets.js';

const taker = new FileTicketTaker(3);
const taken: number[] = [];
console.log('begun');
for (let id = taker.take(); id !== 0; id = taker.take()) {
  if (id !== undefined) taken.push(id);
}
console.log(JSON.stringify(taken));
