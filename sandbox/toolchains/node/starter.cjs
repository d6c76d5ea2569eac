// A Node that has loaded a framework and waits for the program to run: what a pre-started sandbox holds.
//
// `starter.cjs FRAMEWORK [build]` reads one JSON line `{"argv": […], "env": {…}}` from standard input and becomes that
// program, as if Node had been started with it. Whatever it cannot do exactly so (another program, options, variables
// that Node, the linker or Next.js look at while they load) is started the ordinary way. A project's own modules are
// never confused with loaded ones: those are kept by full path, and looked for from the root, where no project is.

'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');

const NEXT = ['next/dist/server/require-hook', 'next/dist/compiled/commander', 'next/dist/cli/next-test.js'];
const LOADED = {
  plain: ['node:crypto', 'node:fs/promises', 'node:http', 'node:net', 'node:url', 'node:util'],
  express: ['express', 'node:crypto', 'node:fs/promises', 'node:http', 'node:sqlite', 'node:url'],
  nextjs: [
    ...NEXT,
    'next/dist/cli/next-start.js',
    'next/dist/server/next-server',
    'next/dist/compiled/next-server/app-page.runtime.prod.js',
    'next/dist/compiled/next-server/app-route.runtime.prod.js',
  ],
  'nextjs build': [
    ...NEXT,
    'next/dist/cli/next-build.js',
    'next/dist/build/webpack-build/impl',
    'next/dist/compiled/mini-css-extract-plugin',
    'next/dist/build/swc',
    `@next/swc-${process.platform}-${process.arch}-gnu`,
  ],
};
const NODES = new Set(['node', process.execPath]);
const READ_WHILE_LOADING = /^(NODE|LD|(__)?NEXT)_/;

// Loads what programs of this framework load first, and returns the variables that are set by that.
function load(framework) {
  const find = Module.createRequire('/');
  const before = { ...process.env };
  // `next build` and `next start` set this before they load React, which is another one without it.
  if (LOADED[framework]?.includes(NEXT[0])) process.env.NODE_ENV = 'production';
  for (const name of LOADED[framework] ?? LOADED.plain) {
    try {
      find(name);
    } catch {
      // Left to the program, which then says what is wrong.
    }
  }
  delete process.env.NODE_ENV;
  const set = Object.entries(process.env).filter(([name, value]) => before[name] !== value);
  for (const [name] of set) delete process.env[name];
  return Object.fromEntries(set);
}

function order() {
  const parts = [];
  const part = Buffer.alloc(1 << 16);
  while (parts.length === 0 || parts.at(-1).at(-1) !== 10) {
    const size = fs.readSync(0, part);
    if (size === 0) process.exit(0);
    parts.push(Buffer.from(part.subarray(0, size)));
  }
  fs.closeSync(0);
  fs.openSync('/dev/null', 'r');
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function withEnvironment(environment) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}

const set = load(process.argv.slice(2).join(' '));
const { argv, env } = order();
const changed = Object.keys({ ...process.env, ...env }).filter((name) => process.env[name] !== env[name]);
const ordinary = !NODES.has(argv[0]) || argv.length < 2 || argv[1].startsWith('-');
if (ordinary || changed.some((name) => READ_WHILE_LOADING.test(name))) {
  const found = argv[0].includes('/')
    ? argv[0]
    : (env.PATH ?? '').split(':').map((folder) => `${folder}/${argv[0]}`).find((path) => fs.existsSync(path)) ?? argv[0];
  process.execve(found, argv, env);
}
withEnvironment({ ...set, ...env });
process.argv = [process.execPath, resolve(argv[1]), ...argv.slice(2)];
delete require.cache[__filename];
Module.runMain();
