"""The Ruby toolchain: the distribution's Ruby with its Rails, Puma and SQLite, copied and precompiled."""
