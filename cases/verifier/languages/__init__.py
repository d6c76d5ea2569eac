"""One file per language the generators know; the file's name is the language's name in stack.toml."""
