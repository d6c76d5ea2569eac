"""Toolchains: the runtimes and packages submissions are built and run with, one folder per language.

A folder holds one lock, `toolchain.toml` (mounts, environment, driver, self-test), `recipe.py` (how it is fetched) and
the driver for the `call` interface. In comes a name and the data folder; out goes a `Toolchain` that any backend can
bind read-only. Nothing here is fetched while a submission is judged. Adding a language is adding a folder.
"""
