"""Copies the distribution's Rails and its company out of /usr, compiles it, and puts a fast `ruby` before it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.toolchains.fetching import run_step
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "ruby"
OLDEST = (3, 0)
INSIDE = "/opt/toolchain/ruby"

HOST_RUBY = Path("/usr/bin/ruby")
"""Sandboxes see the host's /usr read-only: interpreter and standard library need not be copied."""

_PLAIN = ("/usr/bin/env", "-u", "RUBYOPT", "-u", "RUBYLIB", "-u", "GEM_HOME", "-u", "GEM_PATH")
"""What runs a host's Ruby without the settings of whoever installs."""

_RUBY = """\
#!/bin/sh
# The host's Ruby, without RubyGems and the loading of suggestions at start.
exec {ruby} --disable=gems,did_you_mean,error_highlight -r"${{0%/*}}/../boot.rb" "$@"
"""

_PUMA = """\
#!/bin/sh
# A server has its memory at once: Rails starts a sixth faster with two collections of garbage instead of fifteen.
export RUBY_GC_HEAP_INIT_SLOTS=400000 RUBY_GC_MALLOC_LIMIT=128000000 RUBY_GC_OLDMALLOC_LIMIT=128000000
exec "${0%/*}/ruby" -e 'require "puma/cli"; Puma::CLI.new(ARGV).run' -- "$@"
"""


def runtime(folder: Path) -> Runtime:
    """Take the host's Ruby; its version names the packages too. Raises `ToolchainInstallError` if it is too old."""
    words = run_step(NAME, "asking for versions", [*_PLAIN, HOST_RUBY, folder / "lay_out.rb"]).strip()
    if tuple(int(part) for part in words.split("p")[0].split(".")[:2]) < OLDEST:
        raise ToolchainInstallError(NAME, "looking for Ruby", f"{HOST_RUBY} is {words}; Ruby 3.0 or newer is needed")
    return Runtime(words, Path(os.path.realpath(HOST_RUBY)))


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/ruby` with `bin`, `boot.rb`, the packages in `lib`, and both libraries `compiled`."""
    root = target / "ruby"
    programs = root / "bin"
    programs.mkdir(parents=True)
    interpreter = runtime.witness or HOST_RUBY
    for name, text in (("ruby", _RUBY.format(ruby=interpreter)), ("puma", _PUMA)):
        (programs / name).write_text(text, "utf-8")
        (programs / name).chmod(0o755)
    shutil.copyfile(folder / "boot.rb", root / "boot.rb")
    say("ruby: copying the packages of this system")
    run_step(NAME, "copying packages", [*_PLAIN, interpreter, folder / "lay_out.rb", root])
    say("ruby: compiling")
    run_step(NAME, "compiling", [*_PLAIN, interpreter, folder / "precompile.rb", root, INSIDE])
