import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findHome } from '#dist/core/codec/function/source/run-once.js';
import { runProgram } from '../run-program.ts';

/** Of `db`, as the function at `=> db` sees it: the text from there on. */
function homeIn(text: string): string | undefined {
  const home = findHome(text, text.indexOf('=> db') - 2, 'db');
  if (home === undefined || home === 'local') return home;
  const start = Number(home.split('.').at(-1));
  return text.slice(start, start + 12);
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

  it('is what a loader is given that keeps what it made, however short the names are', () => {
    const loader = 'var o=(e,t)=>()=>(t||e((t={exports:{}}).exports,t),t.exports);';

    assert.equal(homeIn(`${loader}var x=c(o(e=>${BODY})(),1);`), '{ let db; f ');
    assert.equal(homeIn(`${loader}(()=>{var x=o((e,t)=>${BODY});})();`), '{ let db; f ');
    assert.equal(homeIn(`${loader.replace('exports:', 'own:')}o(e=>${BODY});`), 'local');
    assert.equal(homeIn(`${loader}o(() => { p(e=>${BODY}); });`), 'local');
    assert.equal(
      homeIn('import{o}from"./a.js";var x=c(o(e=>{ let db; f = () => db; e.f=f })(),1);'),
      '{ let db; f ',
    );
  });

  it('is a function that returns at once, minified', () => {
    const body = '(function(){ let db; f = () => db; })()';

    assert.equal(homeIn(`function U(){return C||(C=1,${body}),n}`), '{ let db; f ');
    assert.equal(homeIn(`function U(){return C?n:(C=1,${body},n)}`), '{ let db; f ');
    assert.equal(homeIn(`function U(){if(C)return n;C=1,g();${body}}`), '{ let db; f ');
    assert.equal(homeIn(`function U(){return C||(D=1,${body}),n}`), 'local');
    assert.equal(homeIn(`function U(){return C&&(C=1,${body}),n}`), 'local');
  });

  it('is what is given to a function that is called at once and calls it once', () => {
    const umd = 'typeof exports === "object" ? (module.exports = f()) : (root.Db = f());';

    assert.equal(
      homeIn(`!function (root, f) { ${umd} }(this, function () ${BODY});`),
      '{ let db; f ',
    );
    assert.equal(homeIn(`((root, f) => { for (;;) f(); })(this, function () ${BODY});`), 'local');
    assert.equal(homeIn(`((root, f) => { root.g = () => f(); })(this, () => ${BODY});`), 'local');
  });

  it('is said with those around it, and is one for all variables of a function', () => {
    const text = '(() => { let a; (function () { var db; let b; f = () => db; })(); })();';
    const home = (name: string): string | undefined =>
      findHome(text, text.indexOf('=> db') - 2, name);
    const [outer, inner] = [text.indexOf('{'), text.indexOf('{ var')];

    assert.equal(home('a'), String(outer));
    assert.deepEqual([home('db'), home('b')], [`${outer}.${inner}`, `${outer}.${inner}`]);
    assert.equal(findHome('let db; f = () => db;', 10, 'db'), '');
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
      let calls = 0;
      const modules = { './db.js': (module) => {
        let db;
        var reads = 0;
        const cache = (() => {
          let hits = 0;
          return { hit: () => [++hits, ++calls], hits: () => hits };
        })();
        module.exports = {
          open: (x) => { db = [x]; calls = 0; },
          read: () => { reads += 1; return db[0]; },
          reads: () => reads,
          ...cache,
        };
      } };
      const own = {};
      modules['./db.js'](own);
      const { open, read, reads, hit, hits } = own.exports;
      const more = () => calls;
      (async () => {
        const pool = new Pool({ workers: 1, initializer: open, initArgs: ['row'] });
        const [a, b] = [make(0), make(0)];
        const values = [];
        for (const one of [read, a.up, b.read, read, reads, hit, hit, hits, more])
          values.push(await pool.apply(one));
        console.log(values.join());
        await pool.terminate();
      })();`;
    const files = { 'app.cjs': program };

    assert.equal(
      (await runProgram({ files, args: ['--no-warnings', 'app.cjs'] })).trim(),
      'row,1,0,row,2,1,1,2,2,2,2',
    );
  });

  it('must have its variables before modules in it do, and it is said so', async () => {
    const program = `
      const { Pool } = require('manyhands');
      let calls = 0;
      const { open, hit } = (() => {
        let hits = 0;
        return { open: () => { hits = 1; }, hit: () => [++hits, ++calls] };
      })();
      (async () => {
        const pool = new Pool({ workers: 1 });
        await pool.apply(open);
        console.log(await pool.apply(hit).catch((error) => error.message));
        await pool.terminate();
      })();`;
    const files = { 'app.cjs': program };

    assert.match(
      await runProgram({ files, args: ['--no-warnings', 'app.cjs'] }),
      /^cannot make 'hit' in the worker: .* 'calls' came later .*\n {2}→ let the initializer/,
    );
  });
});
