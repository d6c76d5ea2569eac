"""C and C++: the host's compilers, sanitised."""
