/** The worker of `threads`. */
import { expose } from 'threads/worker';
import * as tasks from '../tasks.ts';

expose({ ...tasks });
