import { actorClasses } from './actor-classes.ts';
import { actors } from './actors.ts';
import { processes } from './processes.ts';

processes('thread');
actors('thread');
actorClasses('thread');
