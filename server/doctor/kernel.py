"""Checks of what the kernel lets an ordinary user do. As root they are made as `nobody`, as sandboxes are started."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sandbox import control_groups
from server.doctor.model import Finding, State

SECONDS = 2.0
NOBODY = 65534

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_CREATE_RULESET_VERSION = 1
_REQUIRED_ACTIONS = frozenset({"allow", "errno", "kill_process"})


def user_namespaces() -> Finding:
    """Whether an ordinary user may make a user namespace, and if not, which rule of which system forbids it."""
    name = "user namespaces"
    if shutil.which("unshare") is None:
        return Finding(
            name=name,
            state=State.LIMITED,
            detail="not tried",
            cause="the program unshare is missing",
            command="apt-get install util-linux",
        )
    trouble = _as_ordinary_user(["unshare", "--user", "--map-root-user", "true"])
    if not trouble:
        return Finding(name=name, state=State.OK, detail="an ordinary user may make them")
    cause, command = _why_no_namespaces()
    return Finding(name=name, state=State.LIMITED, detail=f"refused: {trouble}", cause=cause, command=command)


def pod() -> Finding:
    """Whether a pod can be made: its own network with low ports, and a file tree of fixed size.

    Plain containers often grant namespaces and then refuse exactly these two.
    """
    name = "pod"
    if shutil.which("unshare") is None:
        return Finding(name=name, state=State.LIMITED, detail="not tried", cause="the program unshare is missing")
    script = "mount -n -t tmpfs none /mnt && echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start"
    trouble = _as_ordinary_user(["unshare", "--user", "--net", "--mount", "--map-root-user", "sh", "-ec", script])
    if not trouble:
        return Finding(name=name, state=State.OK, detail="own network and file tree can be made")
    cause, command = _why_no_namespaces()
    return Finding(name=name, state=State.LIMITED, detail=f"refused: {trouble}", cause=cause, command=command)


def seccomp() -> Finding:
    """Whether system calls can be filtered."""
    name = "seccomp"
    try:
        actions = set(Path("/proc/sys/kernel/seccomp/actions_avail").read_text("ascii").split())
    except OSError as error:
        return Finding(
            name=name,
            state=State.LIMITED,
            detail="not there",
            cause=f"the kernel offers no seccomp filters ({error.strerror})",
            command="use a kernel built with CONFIG_SECCOMP_FILTER",
        )
    if not actions >= _REQUIRED_ACTIONS:
        missing = ", ".join(sorted(_REQUIRED_ACTIONS - actions))
        return Finding(name=name, state=State.LIMITED, detail=f"without {missing}", cause="old kernel", command="")
    return Finding(name=name, state=State.OK, detail="filters available")


def landlock() -> Finding:
    """Which Landlock version there is: 4 and later can also confine TCP."""
    name = "landlock"
    version = _landlock_version()
    if version >= 1:
        confines = "files and TCP ports" if version >= 4 else "files only, TCP from version 4"
        return Finding(name=name, state=State.OK, detail=f"version {version}: {confines}")
    return Finding(
        name=name,
        state=State.LIMITED,
        detail="not there",
        cause="the kernel has it not built in, or not in its lsm= list; it is only needed as the fallback",
        command="add landlock to the kernel's lsm= boot option",
    )


def limits() -> Finding:
    """Which mechanism holds memory and processes of a sandbox."""
    if version := control_groups.version():
        return Finding(name="limits", state=State.OK, detail=f"control groups (v{version}), rlimits, a wall clock")
    return Finding(
        name="limits",
        state=State.LIMITED,
        detail=f"rlimits, a wall clock, and a monitor of memory; control groups: {_mounted() or 'none'}",
        cause="control groups are used by root, and by others in a group delegated to them; verdicts say what held",
        command="systemd-run --user --scope -p Delegate=yes vetloop serve" if "2" in _mounted() else "",
    )


def _mounted() -> str:
    root = Path("/sys/fs/cgroup")
    if (root / "cgroup.controllers").is_file():
        return "version 2, not delegated"
    return "version 1, not writable" if (root / "memory").is_dir() else ""


def _as_ordinary_user(argv: Sequence[str]) -> str:
    """Run a command as the ordinary user a sandbox would be started by; return "" or the last line of its complaint."""
    become = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            list(argv),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
            cwd="/",
            **become,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = str(done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}"


def _why_no_namespaces() -> tuple[str, str]:
    if _number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1:
        return (
            "Ubuntu 23.10 and later forbid user namespaces to programs without an AppArmor profile",
            "echo kernel.apparmor_restrict_unprivileged_userns=0 | sudo tee /etc/sysctl.d/60-vetloop.conf"
            " && sudo sysctl --system",
        )
    if _number("/proc/sys/kernel/unprivileged_userns_clone") == 0:
        return (
            "this system reserves user namespaces for root",
            "echo kernel.unprivileged_userns_clone=1 | sudo tee /etc/sysctl.d/60-vetloop.conf && sudo sysctl --system",
        )
    if _number("/proc/sys/user/max_user_namespaces") == 0:
        return (
            "the number of user namespaces is limited to 0",
            "echo user.max_user_namespaces=15000 | sudo tee /etc/sysctl.d/60-vetloop.conf && sudo sysctl --system",
        )
    if in_chroot():
        return (
            "this is a chroot, and the kernel makes no user namespaces inside one",
            "enter it with systemd-nspawn, or with pivot_root in a mount namespace, instead of chroot",
        )
    if in_container():
        return (
            "this is a container whose own rules forbid them",
            "start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined",
        )
    return ("the kernel or a security module refuses them", "")


def in_chroot() -> bool:
    """Whether our root folder is not the root of the mount namespace."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return not any(line.split(" ")[4] == "/" for line in mounts if line.count(" ") >= 4)


def in_container() -> bool:
    """Whether this looks like a container from inside."""
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return True
    try:
        first = Path("/proc/1/cgroup").read_text("utf-8")
    except OSError:
        return False
    return any(word in first for word in ("docker", "kubepods", "containerd", "libpod", "lxc"))


def _number(file: str) -> int | None:
    try:
        return int(Path(file).read_text("ascii"))
    except (OSError, ValueError):
        return None


def _landlock_version() -> int:
    """Ask the kernel, without making a rule set. -1: no Landlock."""
    if platform.system() != "Linux":
        return -1
    libc = ctypes.CDLL(None, use_errno=True)
    asked: int = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_CREATE_RULESET_VERSION)
    return asked
