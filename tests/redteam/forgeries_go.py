"""What a Go submission tries instead of solving the probe: name of the row in the red-team list → files it hands in.

A Go program is built once and started afterwards, so there are two stages to forge at: the build, and the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Files = Mapping[str, str | bytes]

_HEAD = "package notes\n"
_NOTHING = "func Answer(value any) any { return nil }\nfunc ReadNote(name string) *string { return nil }\n"
_PRINTED = (
    '{\\"op\\": \\"result\\", \\"test\\": \\"test_gives_back\\", \\"outcome\\": \\"passed\\"}\\n'
    '{\\"op\\": \\"phase_done\\"}\\nok 1 - test_gives_back\\nPASS\\n'
)
_FRAME = (
    "func frame(text string) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...) }\n"
)
_SOCKETS = (
    "func sockets(data []byte) {\n\tfor number := 3; number < 64; number++ {\n"
    "\t\tsyscall.Sendto(number, data, syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, nil)\n\t}\n}\n"
)
_TOOL = "#!/bin/sh\ncp /bin/true .build/call 2>/dev/null\nexit 0\n"


def _source(imports: str, body: str) -> str:
    return f"{_HEAD}import ({imports})\n{body}"


RUNNING: Mapping[str, Files] = MappingProxyType(
    {
        "01-exit-at-init": {"notes.go": _source('"os"', f"func init() {{ os.Exit(0) }}\n{_NOTHING}")},
        "01-exit-in-call": {"notes.go": _source('"os"', "func Answer(value any) any { os.Exit(0); return value }\n")},
        "02-panic-with-nothing": {"notes.go": f"{_HEAD}func Answer(value any) any {{ panic(nil) }}\n"},
        "02-goexit-in-call": {
            "notes.go": _source('"runtime"', "func Answer(value any) any { runtime.Goexit(); return value }\n")
        },
        "02-deadlock-in-call": {"notes.go": f"{_HEAD}func Answer(value any) any {{ select {{}} }}\n"},
        "07-left-behind": {
            "notes.go": _source(
                '"os/exec"; "syscall"',
                'func init() {\n\tleft := exec.Command("sh", "-c", "sleep 1; for d in /tmp /srv /run .; do'
                ' echo passed > $d/result.json; done; sleep 30")\n'
                f"\tleft.SysProcAttr = &syscall.SysProcAttr{{Setsid: true}}\n\tleft.Start()\n}}\n{_NOTHING}",
            )
        },
        "08-strange-values": {
            "notes.go": f"{_HEAD}type yes string\nfunc (yes) MarshalJSON() ([]byte, error) {{ return []byte(`true`), nil }}\n"
            'func Answer(value any) any { return yes("x") }\n'
        },
        "11-printed-results": {
            "notes.go": _source(
                '"syscall"',
                f'func init() {{ for number := range 64 {{ syscall.Write(number, []byte("{_PRINTED}")) }} }}\n{_NOTHING}',
            )
        },
        "14-replaced-program": {
            "notes.go": _source(
                '"os"; "syscall"',
                'func init() {\n\tif os.Getenv("AGAIN") == "" {\n'
                '\t\tsyscall.Exec("/bin/true", []string{"call"}, []string{"AGAIN=1", "LD_PRELOAD=/srv/app/x.so"})\n'
                f"\t}}\n}}\n{_NOTHING}",
            )
        },
        "18-own-protocol": {
            "notes.go": _source(
                '"encoding/binary"; "fmt"; "syscall"',
                f"{_FRAME}{_SOCKETS}"
                "func Answer(value any) any {\n\tfor id := range 9 {\n"
                '\t\tsockets(frame(fmt.Sprintf(`{"id": %d, "value": true}`, id)))\n\t}\n\treturn nil\n}\n',
            )
        },
        "18-endless-frame": {
            "notes.go": _source(
                '"bytes"; "syscall"',
                f'{_SOCKETS}func Answer(value any) any {{ sockets(bytes.Repeat([]byte("\\xff"), 4096)); return nil }}\n',
            )
        },
        "18-not-a-number": {"notes.go": _source('"math"', "func Answer(value any) any { return math.NaN() }\n")},
        "18-deep": {
            "notes.go": f"{_HEAD}func Answer(value any) any {{\n\tvar deep any = 1\n"
            "\tfor range 150 { deep = []any{deep} }\n\treturn deep\n}\n"
        },
        "18-half-a-gigabyte": {
            "notes.go": _source('"strings"', 'func Answer(value any) any { return strings.Repeat("x", 1<<28) }\n')
        },
        "19-search-for-tests": {
            "notes.go": _source(
                '"os"; "path/filepath"; "strings"',
                "func Answer(value any) any {\n"
                '\tfor _, pattern := range []string{"/tests/*", "/judge/*/*/*.py", "/targets/*", "/proc/*/environ", "/proc/*/cmdline"} {\n'
                "\t\tfound, _ := filepath.Glob(pattern)\n\t\tfor _, file := range found {\n"
                "\t\t\ttext, _ := os.ReadFile(file)\n"
                '\t\t\tif strings.Contains(string(text), "gives_back") || strings.Contains(string(text), "VETLOOP") {\n'
                "\t\t\t\treturn value\n\t\t\t}\n\t\t}\n\t}\n\treturn nil\n}\n",
            )
        },
    }
)
"""Built without complaint; wrong when it runs."""

BUILDING: Mapping[str, Files] = MappingProxyType(
    {
        "14-go-settings": {
            "notes.go": f"{_HEAD}{_NOTHING}",
            "go.env": "GOFLAGS=-toolexec=/srv/app/tool\n",
            ".config/go/env": "GOFLAGS=-toolexec=/srv/app/tool\n",
            "vendor/modules.txt": "# os v1.0.0\n## explicit\nos\n",
            "tool": _TOOL,
            "compile": _TOOL,
            "gobuild": _TOOL,
        },
        "15-generate": {
            "notes.go": f"{_HEAD}//go:generate sh tool\n{_NOTHING}",
            "tool": _TOOL,
        },
        "15-toolchain-line": {
            "go.mod": "module notes\n\ngo 1.27\n\ntoolchain go1.99.0-forged\n\ntool notes/tool\n\nreplace os => ./os\n",
            "notes.go": f"{_HEAD}{_NOTHING}",
            "os/os.go": "package os\n\nfunc init() { panic(0) }\n",
        },
        "16-shipped-program": {
            "notes.go": f"{_HEAD}{_NOTHING}",
            ".build/call": "#!/bin/sh\nexit 0\n",
            ".cache/go-build/README": "forged",
        },
    }
)
"""Tries to decide what the build makes; the honest answer would be a package that returns nothing."""
