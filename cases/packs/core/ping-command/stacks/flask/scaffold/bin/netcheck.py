"""netcheck: probe equipment from the inventory. See the README for its options."""

import argparse
import sys
from pathlib import Path

DEFAULT_INVENTORY = Path(__file__).resolve().parent.parent / "etc" / "inventory.txt"


def read_inventory(path: Path) -> list[tuple[str, str, bool]]:
    """Entries of the inventory file; ends the program at the first line that is none."""
    entries = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        print(f"{path}: {error.strerror}")
        raise SystemExit(2) from None
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            print(f"{path}: not an entry: {line}")
            raise SystemExit(2)
        entries.append((parts[0], parts[1], parts[2] == "up"))
    return entries


def main() -> int:
    """Probe one entry or all, print the report, return the exit code."""
    parser = argparse.ArgumentParser(prog="netcheck", allow_abbrev=False)
    parser.add_argument("-c", "--count", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("-i", "--inventory", type=Path, default=DEFAULT_INVENTORY)
    parser.add_argument("--stdin", action="store_true")
    parser.add_argument("host", nargs="?")
    options = parser.parse_args()
    host = sys.stdin.read().strip() if options.stdin else options.host

    entries = read_inventory(options.inventory)
    chosen = entries if host is None else [entry for entry in entries if host in entry[:2]]
    report = []
    for title, address, up in chosen:
        for number in range(1, options.count + 1):
            report.append(f"{title} ({address}) probe {number}: {'reply' if up else 'no answer'}")
        report.append(f"{title}: {options.count if up else 0} of {options.count} answered")
    if not chosen:
        report.append(f"unknown host {host}")
    text = "\n".join(report)
    print(text)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
    return 0 if chosen and all(up for _, _, up in chosen) else 1


if __name__ == "__main__":
    raise SystemExit(main())
