// A Node that has loaded a framework and waits for the program to run: what a pre-started sandbox holds.
//
// `starter.cjs FRAMEWORK` reads one JSON line `{"argv": […], "env": {…}}` from standard input and becomes that program,
// as if Node had been started with it. Whatever it cannot do exactly so (another program, options, NODE_* variables) is
// started the ordinary way. A project's own modules are never confused with loaded ones: the cache goes by full path.

'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');

const LOADED = {
  plain: ['node:crypto', 'node:fs/promises', 'node:http', 'node:net', 'node:url', 'node:util'],
  express: ['express', 'node:crypto', 'node:fs/promises', 'node:http', 'node:sqlite', 'node:url'],
};
const NODES = new Set(['node', process.execPath]);

function load(framework) {
  const find = Module.createRequire('/srv/app/');
  for (const name of LOADED[framework] ?? LOADED.plain) {
    try {
      find(name);
    } catch {
      // Left to the program, which then says what is wrong.
    }
  }
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

load(process.argv[2]);
const { argv, env } = order();
const changed = Object.keys({ ...process.env, ...env }).filter((name) => process.env[name] !== env[name]);
const ordinary = !NODES.has(argv[0]) || argv.length < 2 || argv[1].startsWith('-');
if (ordinary || changed.some((name) => name.startsWith('NODE_') || name.startsWith('LD_'))) {
  const found = argv[0].includes('/')
    ? argv[0]
    : (env.PATH ?? '').split(':').map((folder) => `${folder}/${argv[0]}`).find((path) => fs.existsSync(path)) ?? argv[0];
  process.execve(found, argv, env);
}
withEnvironment(env);
process.argv = [process.execPath, resolve(argv[1]), ...argv.slice(2)];
delete require.cache[__filename];
Module.runMain();
