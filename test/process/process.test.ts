import { actors } from './actors.ts';
import { processes } from './processes.ts';

processes('process');
actors('process');
