"""Pre-started pods: a program in one cannot tell, is held to the same limits, and nothing is used twice."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import make_probe

SEEN = """
import json
from judge import spec

@spec("gives back what it gets")
def test_seen(target, files):
    assert False, target.get("/").text

"""
NEVER = (
    "from judge import attack\n\ndef benign(target):\n    pass\n\n@attack(cwe=22)\ndef test_none(target):\n    pass\n"
)

PYTHON = """
import json, os, stat, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
{extra}
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        main = sys.modules["__main__"]
        seen = {
            "argv": sys.argv, "orig": sys.orig_argv[1:], "path": sys.path, "cwd": os.getcwd(), "name": __name__,
            "file": __file__, "main": main.Handler is Handler, "flags": list(sys.flags)[:12],
            "env": {key: value for key, value in os.environ.items() if key != "PORT"},
            "stdin": os.read(0, 10).decode(), "null": stat.S_ISCHR(os.fstat(0).st_mode),
            "fds": len(os.listdir("/proc/self/fd")), "extra": globals().get("EXTRA"), "executable": sys.executable,
            "uid": os.getuid(), "threads": __import__("threading").active_count(), "doc": __doc__,
        }
        body = json.dumps(seen).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
NODE_CJS = """
const http = require("node:http"), fs = require("node:fs"), path = require("node:path");
http.createServer((_, res) => {
  const { PORT, ...env } = process.env;
  const buffer = Buffer.alloc(8);
  res.end(JSON.stringify({
    argv: process.argv, execArgv: process.execArgv, main: require.main === module, id: module.id, file: __filename,
    paths: module.paths, cwd: process.cwd(), env, stdin: fs.readSync(0, buffer), fds: fs.readdirSync("/proc/self/fd").length,
    cached: Object.keys(require.cache).filter((name) => name.startsWith("/srv") || name.startsWith("/opt")),
  }));
}).listen(process.env.PORT, "127.0.0.1");
"""
NODE_EXPRESS = """
const http = require("node:http"), express = require("express");
http.createServer((_, res) => {
  const own = (name) => name.startsWith("/srv/app");
  res.end(JSON.stringify({ express: typeof express, own: express.own, cached: Object.keys(require.cache).filter(own) }));
}).listen(process.env.PORT, "127.0.0.1");
"""
NODE_EXPRESS_ESM = """
import http from "node:http";
import express from "express";
http.createServer((_, res) => res.end(JSON.stringify({ express: typeof express, own: express.own })))
  .listen(process.env.PORT, "127.0.0.1");
"""
OWN_EXPRESS = {"node_modules/express/index.js": "exports.own = 'own';"}
NODE_ESM = """
import http from "node:http";
import fs from "node:fs";
http.createServer((_, res) => {
  const { PORT, ...env } = process.env;
  res.end(JSON.stringify({
    argv: process.argv, execArgv: process.execArgv, url: import.meta.url, main: import.meta.main, cwd: process.cwd(), env,
    stdin: fs.readSync(0, Buffer.alloc(8)),
  }));
}).listen(process.env.PORT, "127.0.0.1");
"""
NEXT_CONFIG = """
import fs from "node:fs";
if (process.argv.includes("build")) {
  const { NEXT_PRIVATE_START_TIME, ...env } = process.env;
  const seen = { argv: process.argv, execArgv: process.execArgv, cwd: process.cwd(), env, stdin: fs.readSync(0, Buffer.alloc(8)) };
  fs.writeFileSync("built.json", JSON.stringify(seen));
}
export default { webpack: (config) => { config.optimization.minimize = false; config.cache = false; return config; } };
"""
NEXT_ROUTE = """
import crypto from "node:crypto";
import fs from "node:fs";
import React from "react";
export const dynamic = "force-dynamic";
export const GET = () => {
  const { PORT, NEXT_PRIVATE_START_TIME, __NEXT_PRIVATE_ORIGIN, ...env } = process.env;
  return Response.json({
    argv: process.argv, execArgv: process.execArgv, cwd: process.cwd(), env, version: React.version,
    built: JSON.parse(fs.readFileSync("built.json", "utf8")), React: Object.keys(React).length,
    globals: crypto.hash("md5", Object.getOwnPropertyNames(globalThis).sort().join()), stdin: fs.readSync(0, Buffer.alloc(8)),
  });
};
"""
NEXT = ["node", "/node_modules/next/dist/bin/next"]
NEXT_BUILD = [*NEXT, "build", "--webpack", "--experimental-build-mode", "compile"]
PROGRAMS: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "express": ("node", ["node", "serve.cjs"], {"serve.cjs": NODE_EXPRESS}),
    "express of its own, as a module": (
        "node",
        ["node", "serve.mjs"],
        {"serve.mjs": NODE_EXPRESS_ESM, **OWN_EXPRESS, "node_modules/express/package.json": '{"main": "index.js"}'},
    ),
    "express of its own": ("node", ["node", "serve.cjs"], {"serve.cjs": NODE_EXPRESS, **OWN_EXPRESS}),
    "python": ("python", ["python", "serve.py", "--x", "1"], {"serve.py": PYTHON.replace("{extra}", "")}),
    "python with variables": ("python", ["python", "serve.py"], {"serve.py": PYTHON.replace("{extra}", "")}),
    "python with options": ("python", ["python", "-O", "serve.py"], {"serve.py": PYTHON.replace("{extra}", "")}),
    "python in a folder": ("python", ["python", "app/serve.py"], {"app/serve.py": PYTHON.replace("{extra}", "")}),
    "python with a module called json5 and secrets": (
        "python",
        ["python", "serve.py"],
        {"serve.py": PYTHON.replace("{extra}", "import secrets; EXTRA = secrets.OWN"), "secrets.py": "OWN = 'own'"},
    ),
    "node cjs": ("node", ["node", "serve.cjs", "-x"], {"serve.cjs": NODE_CJS}),
    "node esm": ("node", ["node", "serve.mjs", "-x"], {"serve.mjs": NODE_ESM}),
    "nextjs": (
        "web",
        [*NEXT, "start", "-H", "127.0.0.1"],
        {"next.config.mjs": NEXT_CONFIG, "app/route.js": NEXT_ROUTE, "package.json": '{"private": true}'},
    ),
    "node with options": ("node", ["node", "--no-deprecation", "serve.mjs"], {"serve.mjs": NODE_ESM}),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_finds_itself_started_as_ever(
    bubblewrap: Evaluator, warm: Evaluator, tmp_path: Path, name: str
) -> None:
    toolchain, start, files = PROGRAMS[name]
    environment = {"python with variables": {"PYTHONHASHSEED": "5", "X": "y"}}.get(name, {"APP": "1"})
    found = []
    for number, evaluator in enumerate((bubblewrap, warm)):
        probe = make_probe(
            tmp_path / str(number),
            toolchain,
            framework=next((word for word in name.split() if word in {"express", "nextjs"}), "plain"),
            interface=Interface.HTTP,
            files=files,
            build=NEXT_BUILD if name == "nextjs" else (),
            start=start,
            environment=environment,
            functional=SEEN,
            security=NEVER,
        )
        verdict = evaluator.evaluate(probe.case, probe.project)
        assert verdict.status is Status.FUNCTIONAL_FAILED, verdict.model_dump_json(indent=1)
        found.append(json.loads(verdict.functional.failures[0].message.removesuffix(" … (cut)")))
    assert found[0] == found[1]


def test_limits_hold_in_pre_started_targets(warm: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, limits={"memory_mib": 96, "output_kib": 16, "request_s": 10, "phase_s": 20})
    greedy = {
        Status.OUT_OF_MEMORY: "def answer(value):\n    return len(bytearray(300 << 20))\n",
        Status.OUTPUT_LIMIT: "import time\ndef answer(value):\n    print('x' * 100_000, flush=True); time.sleep(5)\n",
    }
    for status, code in greedy.items():
        verdict = warm.evaluate(probe.case, probe.with_files({"notes.py": code}))
        assert verdict.status is status, verdict.model_dump_json(indent=1)
    assert warm.evaluate(probe.case, probe.project).status is Status.SECURE


JAVA_DIGEST = """
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

public class Notes {
    record Found(String name, byte[] bytes) {}

    public static Object answer(Object value) throws Exception {
        var found = new Found("Notes.class", Files.readAllBytes(Path.of(".build/classes/Notes.class")));
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(found.bytes()));
    }
}
"""
DIGEST = """
from judge import spec

@spec("gives back what it gets")
def test_digest(target):
    assert False, str(target.call("answer", 1))

"""


def test_a_waiting_compiler_compiles_as_ever(bubblewrap: Evaluator, warm: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "java", functional=DIGEST, security=NEVER, limits={"memory_mib": 768})
    broken = probe.with_files({"src/Notes.java": 'public class Notes { int x = "é"; }'})
    working = probe.with_files({"src/Notes.java": JAVA_DIGEST})
    both = [bubblewrap, warm]
    told = [evaluator.evaluate(probe.case, broken).message for evaluator in both]
    assert "incompatible types" in told[0] and told[0] == told[1]
    digests = [evaluator.evaluate(probe.case, working).functional.failures[0].message for evaluator in both]
    assert len(digests[0]) == 32 and digests[0] == digests[1]


def test_limits_hold_in_pre_started_builds(warm: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(
        tmp_path,
        "web",
        framework="nextjs",
        interface=Interface.HTTP,
        files={"next.config.mjs": "", "app/route.js": NEXT_ROUTE, "package.json": '{"private": true}'},
        build=NEXT_BUILD,
        start=[*NEXT, "start"],
        functional=SEEN,
        security=NEVER,
        limits={"build_s": 5, "build_memory_mib": 512, "output_kib": 64},
    )
    builds = {
        Status.OUT_OF_MEMORY: "const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));",
        Status.OUTPUT_LIMIT: "for (let at = 0; at < 100; at++) console.log('x'.repeat(9999));",
        Status.TIMED_OUT: "for (;;);",
        Status.BUILD_ERROR: "throw new Error('no such plan');",
    }
    for status, config in builds.items():
        verdict = warm.evaluate(probe.case, probe.with_files({"next.config.mjs": config}))
        assert verdict.status is status, verdict.model_dump_json(indent=1)
    assert "no such plan" in verdict.message


def test_a_pod_whose_target_has_died_while_waiting_is_no_fault_of_the_submission(
    sandbox_data: Path, tmp_path: Path
) -> None:
    evaluator = Evaluator(sandbox_data, "bubblewrap", warm_pods=1)
    try:
        probe = make_probe(tmp_path)
        assert evaluator.prepare(probe.case)
        waiting = [pid for holder in _holders(evaluator) for pid in _starters(holder)]
        assert waiting
        for pid in waiting:
            with contextlib.suppress(ProcessLookupError):  # the first to go may take the others with it
                os.kill(pid, signal.SIGKILL)
        assert evaluator.evaluate(probe.case, probe.project).status is Status.SECURE
    finally:
        evaluator.close()


def test_waiting_pods_end_with_their_evaluator(sandbox_data: Path, tmp_path: Path) -> None:
    evaluator = Evaluator(sandbox_data, "bubblewrap", warm_pods=2)
    probe = make_probe(tmp_path)
    assert evaluator.prepare(probe.case)
    holders = _holders(evaluator)
    starters = [pid for holder in holders for pid in _starters(holder)]
    assert starters
    evaluator.close()
    assert not [pid for pid in starters if _is_starter(Path(f"/proc/{pid}"))]
    assert not [pid for pid in holders if Path(f"/proc/{pid}").exists()]
    assert not evaluator.prepare(probe.case)


def _holders(evaluator: Evaluator) -> list[int]:
    """First processes of the pods that wait in this evaluator's pool: others of this test run have pools too."""
    return [pod._process.pid for _, pod in evaluator._backend._pool._waiting]  # type: ignore[attr-defined]


def _starters(holder: int) -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _is_starter(entry) and _is_ours(entry, holder)]


def _is_starter(entry: Path) -> bool:
    try:
        return b"starter.py" in (entry / "cmdline").read_bytes()
    except OSError:
        return False


def _is_ours(entry: Path, ancestor: int) -> bool:
    pid = int(entry.name)
    while pid > 1:
        try:
            pid = int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False
