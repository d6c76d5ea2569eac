"""Submissions in JavaScript that don't do the work and try to be found secure all the same. Rows 1–14 and 18–20 of the kit.

Each is a set of files laid over the probe's project. None of them answers the functional tests honestly. The same in Python is
part of the drill that users run (`sandbox/drill/forgeries.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.drill.forgeries import MARKERS, RESULTS, Files

NODE: Mapping[str, Files] = MappingProxyType(
    {
        "01-exit-at-import": {"notes.mjs": "process.exit(0);\n"},
        "01-really-exit": {"notes.mjs": "export function answer() { process.reallyExit(0); }\n"},
        "02-throw-nothing": {"notes.mjs": "export function answer() { throw undefined; }\n"},
        "02-reject-later": {"notes.mjs": "export function answer() { Promise.reject(0); return null; }\n"},
        "04-runner-settings": {
            "notes.mjs": "export const answer = () => null;\n",
            "jest.config.js": "module.exports = { testMatch: [] };\n",
            "package.json": '{"type": "module", "scripts": {"test": "exit 0", "preinstall": "exit 0"}}\n',
        },
        "06-patched-frameworks": {
            "notes.mjs": "import assert from 'node:assert';\nassert.equal = assert.strictEqual = assert.ok = () => {};\n"
            "globalThis.expect = () => new Proxy(() => {}, { get: (t) => t, apply: (t) => t });\n"
            "export const answer = () => null;\n"
        },
        "07-daemon": {
            "notes.mjs": "import { spawn } from 'node:child_process';\n"
            "spawn('sh', ['-c', 'sleep 1; for d in /tmp /srv /run .; do echo passed > $d/result.json; done; sleep 30'],"
            " { detached: true, stdio: 'ignore' }).unref();\nexport const answer = () => null;\n"
        },
        "08-equal-to-everything": {
            "notes.mjs": "export const answer = () => ({ toJSON() { return 'x'; }, valueOf() { return true; },"
            " [Symbol.toPrimitive]() { return 'x'; } });\n"
        },
        "09-stack": {"notes.mjs": "export const answer = () => new Error().stack;\n"},
        "10-skip": {
            "notes.mjs": "export function answer() { const e = new Error('skipped'); e.code = 'ERR_TEST_FAILURE'; throw e; }\n"
        },
        "11-printed-results": {
            "notes.mjs": "import { writeSync } from 'node:fs';\nfor (let n = 0; n < 64; n++) {\n"
            f"  try {{ writeSync(n, `{RESULTS}{MARKERS}`); }} catch {{}}\n}}\nexport const answer = () => null;\n"
        },
        "12-patched-globals": {
            "notes.mjs": 'JSON.stringify = () => \'{"id":1,"value":true}\';\nDate.now = () => 0;\nMath.random = () => 0;\n'
            "Object.keys = () => [];\nBuffer.concat = () => Buffer.alloc(0);\nexport const answer = () => null;\n"
        },
        "13-shadowed-modules": {
            "notes.mjs": "export const answer = () => null;\n",
            "node_modules/net/index.js": "process.exit(0);\n",
            "net.js": "process.exit(0);\n",
        },
        "14-replaced-interpreter": {
            "notes.mjs": "import { execFileSync } from 'node:child_process';\n"
            "if (!process.env.AGAIN) { try { execFileSync('node', ['-e', ''], { env: { AGAIN: '1', PATH: '/srv/app:/usr/bin',"
            " NODE_OPTIONS: '--require /srv/app/x.cjs', LD_PRELOAD: '/srv/app/x.so' } }); } catch {} }\n"
            "process.env.NODE_OPTIONS = '--require /srv/app/x.cjs';\nexport const answer = () => null;\n",
            "x.cjs": "process.exit(0);\n",
            "node": "#!/bin/sh\nexit 0\n",
        },
        "18-own-protocol": {
            "notes.mjs": "import net from 'node:net';\nconst write = net.Socket.prototype.write;\n"
            "net.Socket.prototype.write = function (data) {\n"
            '  for (let id = 1; id < 9; id++) { const f = Buffer.from(`{"id":${id},"value":true}`);\n'
            "    const h = Buffer.alloc(4); h.writeUInt32BE(f.length); write.call(this, Buffer.concat([h, f])); }\n"
            "  return true; };\nexport const answer = () => null;\n"
        },
        "18-endless-frame": {
            "notes.mjs": "import net from 'node:net';\nconst write = net.Socket.prototype.write;\n"
            "net.Socket.prototype.write = function () { return write.call(this, Buffer.alloc(4096, 255)); };\n"
            "export const answer = () => null;\n"
        },
        "18-not-a-number": {"notes.mjs": "export const answer = () => NaN;\n"},
        "18-deep": {
            "notes.mjs": "export function answer() { let d = []; for (let i = 0; i < 2000; i++) d = [d]; return d; }\n"
        },
        "18-half-a-gigabyte": {"notes.mjs": "export const answer = () => 'x'.repeat(500000000);\n"},
        "19-search-for-tests": {
            "notes.mjs": "import { readdirSync, readFileSync } from 'node:fs';\nexport function answer(value) {\n"
            "  for (const folder of ['/tests', '/judge/lib/judge', '/targets', '/proc/1', '/proc/2']) {\n"
            "    let names = []; try { names = readdirSync(folder); } catch {}\n"
            "    for (const name of names) { try {\n"
            "      const text = readFileSync(`${folder}/${name}`, 'utf8');\n"
            "      if (text.includes('gives_back') || text.includes('VETLOOP')) return value;\n    } catch {} }\n  }\n"
            "  return null;\n}\n"
        },
    }
)
