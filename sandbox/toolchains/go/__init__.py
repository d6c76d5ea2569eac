"""The Go toolchain: compiler and linker from a pinned wheel; what projects may import is compiled ahead."""
