"""The system calls a sandbox may not make, as data; compiled to BPF for bubblewrap, put into JSON for Docker.

Allowed by default, denied by name: the list is what reaches kernel interfaces that no test subject needs (tracing,
mounting, namespaces, kernel modules, io_uring, keys) and that container escapes are made of.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

DENIED: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        # name: number on x86_64, on aarch64 (-1 where the call does not exist)
        "acct": (163, 89),
        "add_key": (248, 217),
        "adjtimex": (159, 171),
        "bpf": (321, 280),
        "chroot": (161, 51),
        "clock_adjtime": (305, 266),
        "clock_settime": (227, 112),
        "delete_module": (176, 106),
        "fanotify_init": (300, 262),
        "finit_module": (313, 273),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fsopen": (430, 430),
        "fspick": (433, 433),
        "init_module": (175, 105),
        "ioperm": (173, -1),
        "iopl": (172, -1),
        "kcmp": (312, 272),
        "kexec_file_load": (320, 294),
        "kexec_load": (246, 104),
        "keyctl": (250, 219),
        "lookup_dcookie": (212, 18),
        "memfd_secret": (447, 447),
        "modify_ldt": (154, -1),
        "mount": (165, 40),
        "mount_setattr": (442, 442),
        "move_mount": (429, 429),
        "name_to_handle_at": (303, 264),
        "open_by_handle_at": (304, 265),
        "open_tree": (428, 428),
        "perf_event_open": (298, 241),
        "pidfd_getfd": (438, 438),
        "pivot_root": (155, 41),
        "process_madvise": (440, 440),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "ptrace": (101, 117),
        "quotactl": (179, 60),
        "quotactl_fd": (443, 443),
        "reboot": (169, 142),
        "request_key": (249, 218),
        "setns": (308, 268),
        "settimeofday": (164, 170),
        "swapoff": (168, 225),
        "swapon": (167, 224),
        "syslog": (103, 116),
        "umount2": (166, 39),
        "unshare": (272, 97),
        "userfaultfd": (323, 282),
        "vhangup": (153, 58),
    }
)

ABSENT: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        # Answered with ENOSYS, so that libraries take their older path: clone3 hides its flags from a filter.
        "clone3": (435, 435),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        "io_uring_setup": (425, 425),
    }
)

SOCKET_FAMILIES = (1, 2, 10, 16)
"""UNIX, INET, INET6, NETLINK: not AF_PACKET, AF_VSOCK, AF_ALG, …"""

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET (clone cannot ask for NEWTIME)."""

_MACHINES = MappingProxyType({"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)})
_CALLS = MappingProxyType({"socket": (41, 198), "clone": (56, 220)})
_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER_AT, _ARCH_AT, _ARGUMENT_0_AT, _ARGUMENT_1_AT = 0, 4, 16, 24
_AND = 0x54


def compile_bpf(machine: str | None = None, *, datagrams: bool = True) -> bytes:
    """The filter as an array of `struct sock_filter`, as `bwrap --seccomp` reads it.

    `datagrams=False` also refuses INET and INET6 sockets that are not streams, for sandboxes on the host's network.

    Raises:
        ValueError: the machine is neither x86_64 nor aarch64.
    """
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        raise ValueError(f"no system call table for {machine!r}; known are {', '.join(_MACHINES)}")
    column, arch = _MACHINES[machine]
    program: list[tuple[int, int, int, int]] = [(_LOAD, 0, 0, _ARCH_AT), (_JEQ, 1, 0, arch), (_RETURN, 0, 0, _KILL)]
    program.append((_LOAD, 0, 0, _NUMBER_AT))
    if machine == "x86_64":
        program += [(_JGE, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]  # x32: the same calls under other numbers
    for table, error in ((DENIED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in table.values():
            if numbers[column] >= 0:
                program += [(_JEQ, 0, 1, numbers[column]), (_RETURN, 0, 0, _ERRNO | error)]
    if not datagrams:
        program += _streams_only(_CALLS["socket"][column])
    program += [
        (_JEQ, 0, 3, _CALLS["clone"][column]),
        (_LOAD, 0, 0, _ARGUMENT_0_AT),
        (_JSET, 0, 1, NEW_NAMESPACES),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JEQ, 0, len(SOCKET_FAMILIES) + 2, _CALLS["socket"][column]),
        (_LOAD, 0, 0, _ARGUMENT_0_AT),
    ]
    for index, family in enumerate(SOCKET_FAMILIES):
        program.append((_JEQ, len(SOCKET_FAMILIES) - index, 0, family))
    program += [(_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", code, yes, no, value) for code, yes, no, value in program)


def _streams_only(socket_call: int) -> list[tuple[int, int, int, int]]:
    """Refuse `socket(AF_INET or AF_INET6, type)` unless the type, without its flags, is SOCK_STREAM (1)."""
    return [
        (_JEQ, 0, 8, socket_call),
        (_LOAD, 0, 0, _ARGUMENT_0_AT),
        (_JEQ, 1, 0, 2),
        (_JEQ, 0, 4, 10),
        (_LOAD, 0, 0, _ARGUMENT_1_AT),
        (_AND, 0, 0, 0xF),
        (_JEQ, 1, 0, 1),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]


def docker_profile() -> dict[str, Any]:
    """The same filter as Docker's `--security-opt seccomp=` reads it; by names, so it fits the daemon's machine.

    Calls by the numbers of another architecture (x32, i386) end the process, as with `compile_bpf`: no architecture but
    the machine's own is listed.
    """
    rules = [_rule(sorted(DENIED), errno.EPERM), _rule(sorted(ABSENT), errno.ENOSYS)]
    bits = [1 << shift for shift in range(32) if NEW_NAMESPACES >> shift & 1]
    # Several conditions on one argument cannot stand in one rule of libseccomp, so each gets its own.
    rules += [_rule(["clone"], errno.EPERM, (0, bit, bit, "SCMP_CMP_MASKED_EQ")) for bit in bits]
    refused = [family for family in range(max(SOCKET_FAMILIES)) if family not in SOCKET_FAMILIES]
    rules += [_rule(["socket"], errno.EAFNOSUPPORT, (0, family, 0, "SCMP_CMP_EQ")) for family in refused]
    rules.append(_rule(["socket"], errno.EAFNOSUPPORT, (0, max(SOCKET_FAMILIES), 0, "SCMP_CMP_GT")))
    return {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": rules}


def _rule(names: Sequence[str], error: int, condition: tuple[int, int, int, str] | None = None) -> dict[str, Any]:
    rule: dict[str, Any] = {"names": list(names), "action": "SCMP_ACT_ERRNO", "errnoRet": error}
    if condition is not None:
        rule["args"] = [dict(zip(("index", "value", "valueTwo", "op"), condition, strict=True))]
    return rule
