"""The Python toolchain: the host's CPython with the packages of `requirements.lock`."""
