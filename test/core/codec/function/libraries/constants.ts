/** What programs have at the top of their modules: constants made by libraries that people use. */
import { Ajv } from 'ajv';
import * as cheerio from 'cheerio';
import { addDays, parseISO } from 'date-fns';
import Handlebars from 'handlebars';
import Joi from 'joi';
import _ from 'lodash';
import { DateTime, Interval } from 'luxon';
import MarkdownIt from 'markdown-it';
import { Marked } from 'marked';
import { pino } from 'pino';
import * as v from 'valibot';
import winston from 'winston';
import * as yup from 'yup';
import { z } from 'zod';

/** A function without arguments, and what it gives at home and in every worker. */
export interface LibraryCase {
  readonly run: () => unknown;
  readonly gives: unknown;
}

const limits = { shortest: 2 };
const Name = z.string().min(limits.shortest);
const User = z.object({ name: Name, tags: z.array(z.enum(['a', 'b'])).optional() });
const Account = yup.object({ email: yup.string().email().required() });
const Order = Joi.object({ id: Joi.number().integer().required() });
const Point = v.object({ x: v.number(), y: v.number() });
const ajv = new Ajv({ allErrors: true });
const isPoint = ajv.compile({ type: 'object', required: ['x'] });
const log = pino({ level: 'warn', base: null });
const logger = winston.createLogger({
  level: 'warn',
  transports: [new winston.transports.Console({ silent: true })],
});
const marked = new Marked({ gfm: true });
const markdown = new MarkdownIt({ html: true });
const template = Handlebars.compile('Hello {{name}}');
const page = cheerio.load('<p>one</p><p>two</p>');
const start = DateTime.fromISO('2026-01-01', { zone: 'utc' });
const january = Interval.after(start, { months: 1 });
const add = _.curry((a: number, b: number) => a + b);
const slug = _.memoize((text: string) => _.kebabCase(text));
const day = parseISO('2026-01-31');

/** New closures at each call: nothing exports them, so they travel by value and take the constants along. */
export const makeCases = (): Readonly<Record<string, LibraryCase>> => ({
  zod: {
    run: () => [User.safeParse({ name: 'Ada', tags: ['a'] }).success, Name.safeParse('x').success],
    gives: [true, false],
  },
  yup: { run: () => Account.isValidSync({ email: 'a@b.cd' }), gives: true },
  joi: { run: () => Order.validate({ id: 1.5 }).error?.message, gives: '"id" must be an integer' },
  valibot: { run: () => v.safeParse(Point, { x: 1, y: '2' }).success, gives: false },
  ajv: {
    run: () => [isPoint({ x: 1 }), ajv.validate({ type: 'number' }, 'x')],
    gives: [true, false],
  },
  pino: { run: () => [log.level, log.isLevelEnabled('info')], gives: ['warn', false] },
  winston: { run: () => [logger.level, logger.isInfoEnabled()], gives: ['warn', false] },
  marked: { run: () => marked.parse('*a*'), gives: '<p><em>a</em></p>\n' },
  'markdown-it': { run: () => markdown.render('*a*'), gives: '<p><em>a</em></p>\n' },
  handlebars: { run: () => template({ name: 'Ada' }), gives: 'Hello Ada' },
  cheerio: { run: () => page('p').last().text(), gives: 'two' },
  luxon: {
    run: () => [start.plus({ days: 1 }).toISODate(), january.length('days')],
    gives: ['2026-01-02', 31],
  },
  lodash: { run: () => [add(1)(2), slug('Foo Bar')], gives: [3, 'foo-bar'] },
  'date-fns': { run: () => addDays(day, 1).getDate(), gives: 1 },
});

/** An export, which travels by reference: the worker imports this module. */
export function runCase(name: string): unknown {
  return makeCases()[name]?.run();
}
