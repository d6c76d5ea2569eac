"""The drill's rows are real: without a sandbox they get what they reach for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.drill.breakouts import BREAKOUTS

HARMLESS = ("19-host-files", "21-socket-families", "32-same-port", "34-links")


@pytest.mark.parametrize("row", HARMLESS)
@pytest.mark.skipif(os.geteuid() != 0, reason="without a sandbox they get it as root only")
def test_without_a_sandbox_a_breakout_passes(tmp_path: Path, row: str) -> None:
    (tmp_path / "notes.py").write_text(BREAKOUTS[row]["notes.py"])
    code = "import os, socket, notes\n"
    if row == "32-same-port":
        code += (
            "first = socket.socket(); first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n"
            "first.bind(('127.0.0.1', 0)); first.listen(); os.environ['PORT'] = str(first.getsockname()[1])\n"
        )
    done = subprocess.run([sys.executable, "-c", code + "print(notes.answer(7))"], cwd=tmp_path, capture_output=True)
    assert done.stdout == b"7\n", done.stderr.decode()
