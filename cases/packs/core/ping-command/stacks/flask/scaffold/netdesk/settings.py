"""Where things are."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "etc" / "inventory.txt"
PYTHON = sys.executable
NETCHECK = ROOT / "bin" / "netcheck.py"
