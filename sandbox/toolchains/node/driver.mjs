// The `call` driver for Node: loads a module of the submission and calls its functions for the judge.
//
// `driver.mjs MODULE` in /srv/app; listens on 127.0.0.1:$PORT, one connection, length-prefixed JSON frames, one call at
// a time. It shares a process with the submission and is trusted with nothing: what it says is the submission's word.

import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MAX_FRAME = 8 * 1024 * 1024;
const TAGS = new Set(['$bytes', '$int', '$float', '$object']);
const { stringify, parse } = JSON;

// Values are rebuilt with own properties only, so that a key such as `__proto__` arrives as the data it is.
function rebuild(source, convert) {
  const copy = {};
  for (const key of Object.keys(source)) {
    Object.defineProperty(copy, key, { value: convert(source[key]), writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && TAGS.has(keys[0])) {
    const content = value[keys[0]];
    if (keys[0] === '$bytes') return Buffer.from(content, 'base64');
    if (keys[0] === '$int') return BigInt(content);
    if (keys[0] === '$float') return { nan: NaN, inf: Infinity, '-inf': -Infinity }[content];
    return rebuild(content, unpack);
  }
  return rebuild(value, unpack);
}

function pack(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return { $int: String(value) };
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return { $float: 'nan' };
    if (!Number.isFinite(value)) return { $float: value > 0 ? 'inf' : '-inf' };
    return value;
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') throw new TypeError(`a value of type ${typeof value} cannot be returned to the caller`);
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return pack(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(pack);
  if (value instanceof Set) return [...value].map(pack);
  const packed = rebuild(value, pack);
  const keys = Object.keys(packed);
  return keys.length === 1 && TAGS.has(keys[0]) ? { $object: packed } : packed;
}

function find(module, name) {
  const camel = name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  for (const home of [module, module.default ?? {}]) {
    for (const candidate of [name, camel]) {
      if (typeof home[candidate] === 'function') return home[candidate];
    }
  }
  throw new TypeError(`the module exports no function ${camel}`);
}

function basesOf(error) {
  const names = [];
  for (let made = error; made instanceof Error; made = Object.getPrototypeOf(made)) names.push(String(made.constructor?.name));
  return names;
}

async function answer(module, request) {
  try {
    const value = await find(module, request.call)(...request.args.map(unpack));
    return { id: request.id, value: pack(value) };
  } catch (error) {
    const isError = error instanceof Error;
    const kind = isError ? (error.name === 'Error' ? error.constructor.name : error.name) : typeof error;
    const message = String(isError ? error.message : error).slice(0, 10000);
    return { id: request.id, error: { kind: String(kind), bases: basesOf(error), message } };
  }
}

function send(connection, message) {
  let frame = Buffer.from(stringify(message));
  if (frame.length > MAX_FRAME) {
    const problem = { kind: 'RangeError', message: 'the value is too large to be returned' };
    frame = Buffer.from(stringify({ id: message.id, error: problem }));
  }
  const head = Buffer.alloc(4);
  head.writeUInt32BE(frame.length);
  connection.write(Buffer.concat([head, frame]));
}

// A TypeScript module is loaded as the JavaScript that the stack's build step made of it.
function loadable(path) {
  const compiled = `.build/${path.replace(/\.\w+$/, '.mjs')}`;
  return resolve(/\.tsx?$/.test(path) && existsSync(compiled) ? compiled : path);
}

async function serve(connection) {
  connection.setNoDelay(true);
  connection.on('close', () => process.exit(0));
  connection.on('error', () => process.exit(0));
  let module;
  try {
    module = await import(pathToFileURL(loadable(process.argv[2])).href);
  } catch (error) {
    send(connection, { ready: false, error: `${error?.name ?? 'Error'}: ${error?.message ?? error}` });
    throw error;
  }
  send(connection, { ready: true });
  let pending = Buffer.alloc(0);
  let busy = Promise.resolve();
  connection.on('data', (part) => {
    pending = Buffer.concat([pending, part]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
      const size = pending.readUInt32BE(0);
      const request = parse(pending.subarray(4, 4 + size).toString('utf8'));
      pending = pending.subarray(4 + size);
      busy = busy.then(() => answer(module, request)).then((message) => send(connection, message));
    }
  });
}

createServer((connection) => { serve(connection); }).listen(Number(process.env.PORT), '127.0.0.1');
