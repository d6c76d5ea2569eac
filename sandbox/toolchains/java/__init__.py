"""The Node toolchain: Node from a pinned wheel with the packages of `package-lock.json`."""
