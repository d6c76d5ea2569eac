"""Submissions that reach for what is not theirs: the host, its network, its memory, its disk, other processes.

Each answers rightly only if it got what it reached for, so "did not pass" means that the sandbox held. What is used up
(memory, processes, disk, output, time) must end with the submission and with nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.drill.forgeries import Files


def _answering(body: str) -> Files:
    """A submission with this body of `answer(value)`; falling off its end is no right answer."""
    lines = "".join(f"    {line}\n" if line else "\n" for line in body.strip("\n").splitlines())
    return {"notes.py": f"import os, signal, socket, sys, time\ndef answer(value):\n{lines}"}


_REACHED = """
reached = []
for one in WHAT:
    try:
        TRY
        reached.append(one)
    except (OSError, ValueError, AttributeError):
        pass
return value if reached else None
"""


def _reaching(what: str, attempt: str) -> Files:
    """Right only if `attempt` goes through with `one` of `what`."""
    return _answering(_REACHED.replace("WHAT", what).replace("TRY", attempt))


BREAKOUTS: Mapping[str, Files] = MappingProxyType(
    {
        "17-write-outside": _reaching(
            "('/usr', '/etc', '/opt', '/dev', '/proc/sys/kernel', '/sys', '/var', '/judge', '/targets', '/tests')",
            "open(one + '/vetloop-drill', 'w').close()",
        ),
        "19-host-files": _reaching(
            "('/etc/shadow', '/root/.ssh', '/root/.bashrc', '/proc/1/root/etc/shadow', '/var/run/docker.sock', '/home')",
            "os.listdir(one)[0] if os.path.isdir(one) else open(one, 'rb').read(1)",
        ),
        "21-network": _reaching(
            "(('169.254.169.254', 80), ('1.1.1.1', 443), ('8.8.8.8', 53), ('127.0.0.1', 22), ('127.0.0.1', 8765))",
            "socket.create_connection(one, 0.3).close()",
        ),
        "21-unix-sockets": _answering(
            """
names = ['/run/docker.sock', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/dbus/system_bus_socket']
try:
    names += [chr(0) + line.split()[-1][1:] for line in open('/proc/net/unix') if ' @' in line]
except OSError:
    pass
for name in names:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(name)
            return value
    except OSError:
        pass
"""
        ),
        "21-socket-families": _reaching(
            "('AF_PACKET', 'AF_VSOCK', 'AF_ALG', 'AF_BLUETOOTH', 'AF_CAN')",
            "socket.socket(getattr(socket, one), socket.SOCK_STREAM if one == 'AF_VSOCK' else socket.SOCK_RAW).close()",
        ),
        "23-exfiltration": _answering(
            """
try:
    socket.getaddrinfo('example.com', 80)
    return value
except OSError:
    pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b'x' * 30, ('8.8.8.8', 53))
        return value
except OSError:
    pass
"""
        ),
        "20-kernel-calls": _answering(
            """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
tried = [
    libc.unshare(0x10000000) == 0, libc.unshare(0x20000) == 0, libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0,
    libc.ptrace(16, os.getppid(), 0, 0) == 0, libc.chroot(b'/tmp') == 0, libc.umount2(b'/proc', 2) == 0,
    libc.sethostname(b'drill', 5) == 0, libc.acct(None) == 0,
]
return value if any(tried) else None
"""
        ),
        "20-become-root": _reaching("(os.setuid, os.setgid, os.seteuid)", "assert os.getuid() and one(0) is None"),
        "25-fork-bomb": _answering(
            """
made = 0
try:
    while made < 4000:
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
        made += 1
except OSError:
    return None
return value
"""
        ),
        "26-memory": _answering(
            """
held = []
for _ in range(16):
    held.append(bytes(range(256)) * (1 << 20))
return value
"""
        ),
        "26-memory-file": _answering(
            """
line = os.memfd_create('held')
for _ in range(4096):
    os.write(line, b'x' * (1 << 20))
return value
"""
        ),
        "26-shared-memory": _answering(
            """
with open('/dev/shm/held', 'wb') as held:
    for _ in range(2048):
        held.write(b'x' * (1 << 20))
return value
"""
        ),
        "26-disk": _answering(
            """
for number in range(64):
    with open(f'held-{number}', 'wb') as held:
        for _ in range(32):
            held.write(b'x' * (1 << 20))
return value
"""
        ),
        "26-inodes": _answering(
            """
for number in range(400_000):
    open(f'{number}.txt', 'w').close()
return value
"""
        ),
        "27-flood": _answering(
            """
while True:
    os.write(1, b'x' * 65536)
"""
        ),
        "28-deep-folders": _answering(
            """
for _ in range(3000):
    os.mkdir('d')
    os.chdir('d')
"""
        ),
        "29-deaf": _answering(
            """
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
"""
        ),
        "29-stop-everybody": _answering(
            """
for process in (1, os.getppid(), -1):
    for number in (signal.SIGSTOP, signal.SIGKILL):
        try:
            os.kill(process, number)
        except OSError:
            pass
"""
        ),
        "32-same-port": _answering(
            """
with socket.socket() as second:
    second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        second.bind(('127.0.0.1', int(os.environ['PORT'])))
        second.listen()
    except OSError:
        return None
return value
"""
        ),
        "34-links": _reaching(
            "('/etc/shadow', '/root')",
            "os.path.lexists('link') and os.remove('link'); os.symlink(one, 'link');"
            " (os.listdir if os.path.isdir('link') else lambda path: open(path, 'rb').read(1))('link')",
        ),
        "36-devices": _reaching(
            "('/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda', '/dev/fuse', '/dev/kvm', '/dev/net/tun')",
            "os.close(os.open(one, os.O_RDWR))",
        ),
    }
)
"""Row of the kit and what is tried, to files."""
