"""The Go toolchain: compiler and linker from a pinned wheel, the standard library and locked packages compiled ahead."""
