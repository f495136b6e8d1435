import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findHome } from '#dist/core/codec/function/source/run-once.js';
import { runProgram } from '../run-program.ts';

/** Of `db`, as the function at `=> db` sees it: the text from there on. */
function homeIn(text: string): string | number | undefined {
  const home = findHome(text, text.indexOf('=> db') - 2, 'db');
  return typeof home === 'number' ? text.slice(home, home + 12) : home;
}

const BODY = '{ let db; f = () => db; }';

describe('The module of a variable', () => {
  it('is the script, or a function around it that runs once', () => {
    assert.equal(homeIn('let db; f = () => db;'), 'let db; f = ');
    assert.equal(homeIn(`(() => ${BODY})();`), '{ let db; f ');
    assert.equal(homeIn(`(function () ${BODY}).call(this);`), '{ let db; f ');
    assert.equal(homeIn(`(() => { (() => ${BODY})(); })();`), '{ let db; f ');
    assert.equal(homeIn(`'use strict'; async (x) => {${BODY}}`), '{ let db; f ');
    assert.equal(homeIn(`const m = { './a.js': (a, b) => ${BODY} };`), '{ let db; f ');
    assert.equal(homeIn(`(() => { var e = { 571(e) ${BODY} }; })();`), '{ let db; f ');
    assert.equal(
      homeIn('var x=b((e,t)=>{ let db; f = () => db; t.exports=1,g() });'),
      '{ let db; f ',
    );
    assert.equal(homeIn(`const m = wrap((exports, module) => ${BODY});`), '{ let db; f ');
  });

  it('is a function that returns at once when it is called again', () => {
    const guarded = '{ if (has) return m; has = 1; let db; f = () => db; }';

    assert.equal(homeIn(`function requireDb() ${guarded}`), '{ if (has) r');
    assert.equal(homeIn(`function find() ${guarded.replace('has = 1', 'g()')}`), 'local');
  });

  it('is unknown in other languages, and there is none for what belongs to a call', () => {
    assert.equal(homeIn('let db: any; f = () => db;'), undefined);
    assert.equal(homeIn(`function make() ${BODY}`), 'local');
    assert.equal(homeIn(`for (;;) ${BODY}`), 'local');
    assert.equal(homeIn(`run(() => ${BODY});`), 'local');
    assert.equal(homeIn(`var x=b((e,t)=>${BODY});`), 'local');
    assert.equal(homeIn(`const o = { make() ${BODY} };`), 'local');
    assert.equal(homeIn(`(() => { function make() ${BODY} })();`), 'local');
  });

  it('shares it in workers, and calls have their own', async () => {
    const program = `
      const { Pool } = require('manyhands');
      const make = (n) => { return { up: () => ++n, read: () => n }; };
      const modules = { './db.js': (module) => {
        let db;
        module.exports = { open: (x) => { db = [x]; }, read: () => db[0] };
      } };
      const own = {};
      modules['./db.js'](own);
      const { open, read } = own.exports;
      (async () => {
        const pool = new Pool({ workers: 1, initializer: open, initArgs: ['row'] });
        const [a, b] = [make(0), make(0)];
        console.log(String([await pool.apply(read), await pool.apply(a.up), await pool.apply(b.read)]));
        await pool.terminate();
      })();`;
    const files = { 'app.cjs': program };

    assert.equal(
      (await runProgram({ files, args: ['--no-warnings', 'app.cjs'] })).trim(),
      'row,1,0',
    );
  });
});
