"""The pod's third sandbox: a headless Chromium that loads what the submission serves, driven by the judge alone.

It sees the host's /usr read-only, an own /tmp, and the pod's network; nothing of the judge and nothing of the target's
tree. DevTools are spoken over one socket pair between judge and browser that nothing else inherits: a debugging port
on the loopback could be reached by the target.
"""

from __future__ import annotations

import os

PROGRAMS = (
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/usr/lib64/chromium-browser/chromium-browser",
)
"""Where distributions put the program itself; /usr/bin has a shell script in front of it, or a snap.

The headless shell would take a third of the time, and is no choice: it names itself in every request (`sec-ch-ua`) and
has neither plugins nor `window.chrome`, so a submission could be harmless for it alone.
"""

INSTALL = "apt-get install chromium"
MEMORY_MIB = 1536
PROCESSES = 320
"""Processes and threads; one page takes some 120."""
TMP_BYTES = 256 * 1024 * 1024
RLIMITS = {"core": 0, "files": 4096}

# A page is not told that it is watched: neither by the user agent, which has the version that the other headers have,
# nor by `navigator.webdriver`.
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # the sandbox around it is ours, and refuses the namespaces that Chromium's own is made of
    "--remote-debugging-pipe",
    "--user-data-dir=/tmp/profile",
    f"--user-agent={_AGENT}",
    "--disable-blink-features=AutomationControlled",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--disable-back-forward-cache",
    "--disable-features=SpareRendererForSitePerProcess,PaintHolding,RenderDocument,Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider,CertificateTransparencyComponentUpdater,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,AutofillServerCommunication",
    "--disable-popup-blocking",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-proxy-server",
    "--no-service-autorun",
    "--password-store=basic",
    "--window-size=1280,900",
    "about:blank",
)
# Chromium reads DevTools commands from descriptor 3 and answers on 4.
BECOME_BROWSER = (
    "import re, subprocess\n"
    "def become_browser(line, program, arguments):\n"
    "    version = subprocess.run([program, '--version'], stdout=subprocess.PIPE, text=True).stdout\n"
    "    major = re.search(r'(\\d+)[.]', version)[1]\n"
    "    copy = fcntl.fcntl(line, fcntl.F_DUPFD_CLOEXEC, 10)\n"
    "    os.close(line); os.dup2(copy, 3); os.dup2(copy, 4)\n"
    "    os.execv(program, [program, *(word.replace('{major}', major) for word in arguments)])\n"
)
"""Python of a function that becomes the browser, with its end of the line; `fcntl` and `os` are there."""
_PLUMB = f"import fcntl, os, sys\n{BECOME_BROWSER}become_browser(int(sys.argv[1]), sys.argv[2], sys.argv[3:])\n"


def find_browser() -> str | None:
    """Path of the host's Chromium, or None."""
    return next((path for path in PROGRAMS if os.access(path, os.X_OK)), None)


def browser_argv(python: str, program: str, descriptor: int) -> list[str]:
    """Start of the browser inside its sandbox, its end of the DevTools line being `descriptor`."""
    return [python, "-I", "-S", "-c", _PLUMB, str(descriptor), program, *ARGUMENTS]


def browser_arguments() -> list[str]:
    """bubblewrap's arguments for the browser, besides those that all sandboxes share."""
    arguments = ["--uid", "65531", "--gid", "65531", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8"]
    arguments += ["--ro-bind-try", "/etc/fonts", "/etc/fonts"]
    return [*arguments, "--size", str(TMP_BYTES), "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]
