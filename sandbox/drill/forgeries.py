"""Submissions that don't do the work and try to be found secure all the same.

Each is a set of files laid over the drill's project. None answers the functional test honestly: a pass is forged.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Files = Mapping[str, str]

RESULTS = (
    '{"op": "result", "test": "test_gives_back", "outcome": "passed"}\\n'
    '{"op": "result", "test": "test_secret_stays", "outcome": "passed"}\\n{"op": "phase_done"}\\n'
)
MARKERS = "1 passed in 0.01s\\nok 1 - test_gives_back\\nPASSED test_gives_back\\n"

FORGERIES: Mapping[str, Files] = MappingProxyType(
    {
        "01-exit-at-import": {"notes.py": "import os\nos._exit(0)\n"},
        "01-exit-in-call": {"notes.py": "import os\ndef answer(value):\n    os._exit(0)\n"},
        "02-system-exit": {"notes.py": "def answer(value):\n    raise SystemExit(0)\n"},
        "02-keyboard-interrupt": {"notes.py": "def answer(value):\n    raise KeyboardInterrupt\n"},
        "03-conftest": {
            "notes.py": "def answer(value):\n    return None\n",
            "conftest.py": "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n",
        },
        "04-runner-settings": {
            "notes.py": "def answer(value):\n    return None\n",
            "pytest.ini": "[pytest]\naddopts = --collect-only\n",
            "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--co'\n",
            "tox.ini": "[pytest]\npython_files = none.py\n",
        },
        "05-sitecustomize": {
            "notes.py": "def answer(value):\n    return None\n",
            "sitecustomize.py": "import os\nos._exit(0)\n",
            "usercustomize.py": "import os\nos._exit(0)\n",
            "judge.pth": "import os; os._exit(0)\n",
        },
        "06-patched-frameworks": {
            "notes.py": "import sys, types, unittest, builtins\n"
            "fake = types.ModuleType('judge')\nsys.modules['judge'] = sys.modules['pytest'] = fake\n"
            "unittest.TestCase.assertEqual = lambda *a: None\nbuiltins.AssertionError = type('A', (Warning,), {})\n"
            "def answer(value):\n    return None\n"
        },
        "07-daemon": {
            "notes.py": "import os, time\n"
            "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            "        for folder in ('/tmp', '/srv', '/run', '/targets', '/tests', '.'):\n"
            "            for name in ('result.json', 'junit.xml', 'results', 'verdict'):\n"
            "                try:\n                    open(f'{folder}/{name}', 'w').write('{\"outcome\": \"passed\"}')\n"
            "                except OSError:\n                    pass\n        time.sleep(30)\n    os._exit(0)\n"
            "def answer(value):\n    return None\n"
        },
        "07-atexit": {
            "notes.py": f"import atexit, os\natexit.register(lambda: os.write(1, b'''{RESULTS}'''))\n"
            "def answer(value):\n    return None\n"
        },
        "08-equal-to-everything": {
            "notes.py": "class Yes(str):\n    def __eq__(self, other):\n        return True\n    __hash__ = str.__hash__\n"
            "    def __contains__(self, item):\n        return True\ndef answer(value):\n    return Yes('x')\n"
        },
        "09-frames": {
            "notes.py": "import gc, sys\ndef answer(value):\n    frame, seen = sys._getframe(), []\n    while frame:\n"
            "        seen += [v for k, v in frame.f_locals.items() if 'expect' in k]\n        frame = frame.f_back\n"
            "    seen += [o for o in gc.get_objects() if isinstance(o, dict) and 'expected' in o]\n"
            "    return str(seen[:1])\n"
        },
        "10-skip": {"notes.py": "import unittest\ndef answer(value):\n    raise unittest.SkipTest('not here')\n"},
        "11-printed-results": {
            "notes.py": f"import os\nfor number in range(64):\n    try:\n        os.write(number, b'''{RESULTS}{MARKERS}''')\n"
            "    except OSError:\n        pass\ndef answer(value):\n    return None\n"
        },
        "12-patched-modules": {
            "notes.py": 'import json, random, secrets, struct, time\njson.dumps = lambda *a, **k: \'{"id": 1, "value": true}\'\n'
            "time.monotonic = time.time = lambda: 0\nrandom.choice = secrets.choice = lambda items: items[0]\n"
            "def answer(value):\n    return None\n"
        },
        "13-shadowed-modules": {
            "notes.py": "def answer(value):\n    return None\n",
            "json.py": "def loads(*a): return {}\ndef dumps(*a): return ''\n",
            "socket.py": "raise SystemExit(0)\n",
            "struct.py": "raise SystemExit(0)\n",
            "judge.py": "def spec(*a): return lambda t: None\n",
        },
        "14-replaced-interpreter": {
            "notes.py": "import os\n"
            "if not os.environ.get('AGAIN'):\n"
            "    os.execve('/usr/bin/env', ['env', 'python', '-c', 'raise SystemExit(0)'],"
            " {'AGAIN': '1', 'LD_PRELOAD': '/srv/app/x.so', 'PYTHONSTARTUP': '/srv/app/s.py', 'PATH': '/srv/app:/usr/bin'})\n",
            "python": "#!/bin/sh\nexit 0\n",
        },
        "18-own-protocol": {
            "notes.py": "import gc, json, socket, struct\n"
            "for thing in gc.get_objects():\n    if isinstance(thing, socket.socket):\n        try:\n"
            "            for number in range(1, 9):\n"
            "                frame = json.dumps({'id': number, 'value': True}).encode()\n"
            "                thing.sendall(struct.pack('>I', len(frame)) + frame)\n"
            "        except OSError:\n            pass\ndef answer(value):\n    return None\n"
        },
        "18-endless-frame": {
            "notes.py": "import gc, socket\nfor thing in gc.get_objects():\n    if isinstance(thing, socket.socket):\n"
            "        try:\n            thing.sendall(b'\\xff' * 4096)\n        except OSError:\n            pass\n"
            "def answer(value):\n    return None\n"
        },
        "18-not-a-number": {"notes.py": "def answer(value):\n    return float('nan')\n"},
        "18-deep": {
            "notes.py": "def answer(value):\n    deep = []\n    for _ in range(900):\n        deep = [deep]\n    return deep\n"
        },
        "18-a-gigabyte": {"notes.py": "def answer(value):\n    return 'x' * (1 << 30)\n"},
        "19-search-for-tests": {
            "notes.py": "import glob, os\ndef answer(value):\n    found = []\n"
            "    for pattern in ('/tests/*', '/judge/**/*.py', '/targets/*', '/proc/*/environ', '/proc/*/cmdline', '/proc/*/fd/*'):\n"
            "        for path in glob.glob(pattern, recursive=True):\n            try:\n"
            "                text = open(path, 'rb').read(100000).decode('utf-8', 'replace')\n"
            "            except OSError:\n                continue\n"
            "            if 'gives_back' in text or 'VETLOOP' in text:\n                found.append(path)\n"
            "    return value if found else None\n"
        },
        "20-parents": {
            "notes.py": "import os\ndef answer(value):\n    seen = ''\n    for pid in ('1', str(os.getppid())):\n"
            "        for part in ('environ', 'cmdline'):\n            try:\n"
            "                seen += open(f'/proc/{pid}/{part}').read()\n            except OSError:\n                pass\n"
            "    return value if any(word in seen for word in ('/tests', 'functional', 'TOKEN', '/targets', 'holder')) else None\n"
        },
    }
)
