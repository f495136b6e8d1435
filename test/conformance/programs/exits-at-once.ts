/** A program that ends before its pool is even ready. */
import { Pool } from 'manyhands';

new Pool({ workers: 2, transport: process.argv[2] as 'process' });
