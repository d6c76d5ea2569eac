"""What a process of the landlock backend does to itself before it becomes the judge or the target.

Runs in the holder's forked child, standard library only: Landlock for files and TCP ports, seccomp for system calls.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from typing import Any

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
READ, WRITE_ALL = 0b1101, 0b1111_1111_1111_1111
ON_FILES = 0b1100_0000_0000_0111
LAST_FS_BIT = {1: 12, 2: 13, 3: 14, 4: 14}
BIND, CONNECT = 1, 2
SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 3


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def abi() -> int:
    """Landlock's version on this kernel; 0 where it is missing or switched off."""
    return max(0, int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def become_subreaper() -> None:
    """Orphans of the target come to this process, so that none escapes."""
    _check(_libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")


def restrict(rules: dict[str, Any]) -> None:
    """Give up everything but `rules`: read (paths), write (paths), bind and connect (TCP ports), seccomp (file).

    Raises:
        OSError: the kernel refused a step; the process must not go on.
    """
    libc, version = _libc(), abi()
    if version < 1:
        raise OSError("this kernel has no Landlock")
    _check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "death signal")
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    handled = (1 << (LAST_FS_BIT.get(version, 15) + 1)) - 1
    network = BIND | CONNECT if version >= 4 else 0
    scoped = SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 else 0
    attributes = struct.pack("=QQQ", handled, network, scoped)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = _check(libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0), "ruleset")
    for paths, access in ((rules["read"], READ), (rules["write"], WRITE_ALL)):
        for path in paths:
            _allow_path(libc, ruleset, path, access & handled)
    if network:
        for ports, access in ((rules["bind"], BIND), (rules["connect"], CONNECT)):
            for port in ports:
                rule = struct.pack("=QQ", access, port)
                _check(libc.syscall(ADD_RULE, ruleset, 2, rule, 0), f"port {port}")
    with open(rules["seccomp"], "rb") as stream:
        program = stream.read()
    _check(libc.syscall(RESTRICT_SELF, ruleset, 0), "restricting")
    os.close(ruleset)
    fprog = _SockFprog(len(program) // 8, program)
    _check(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(fprog), 0, 0), "seccomp")


def _allow_path(libc: Any, ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        allowed = access if os.path.isdir(path) else access & ON_FILES
        rule = struct.pack("=Qi", allowed, descriptor)
        _check(libc.syscall(ADD_RULE, ruleset, 1, rule, 0), path)
    finally:
        os.close(descriptor)
