import { actors } from './actors.ts';
import { processes } from './processes.ts';

processes('thread');
actors('thread');
