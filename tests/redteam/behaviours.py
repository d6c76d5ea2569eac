"""Submissions that behave while they are looked at, in every language but Python: rows 31 and 45–47 of the kit.

A dialect says in its language what the rows are made of; the rows themselves are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sandbox.verdict import Status

_BODY, _IF, _DO = "<BODY>", "<IF>", "<DO>"


@dataclass(frozen=True)
class Dialect:
    """The probe's module, and the conditions and statements for `read_note(name)`."""

    module: str
    whole: str
    without: str
    """the module when the feature was taken out"""
    guard: str
    opens: str
    """gives back the file's text, and nothing if it is no file"""
    swallows: str
    """the same without looking first, with every error caught"""
    safe: str
    escapes: str
    odd: str
    known: str
    dots: str
    holds: str
    dies: str
    refuses: str
    fails: str
    strips: str
    """takes well-known strings out of `name`"""

    def when(self, condition: str, statement: str) -> str:
        """The note is given unless the condition holds."""
        return self.guard.replace(_IF, condition).replace(_DO, statement) + self.opens

    def rows(self) -> dict[str, str]:
        """Row → text of the module."""
        bodies = {
            "31-hold-the-attack": self.when(self.escapes, self.holds),
            "31-die-under-attack": self.when(self.escapes, self.dies),
            "45-deny-all": self.refuses,
            "45-error-on-odd-names": self.when(self.odd, self.fails),
            "46-known-strings-refused": self.when(self.known, self.refuses),
            "46-known-strings-removed": self.strips + self.opens,
            "46-two-dots-refused": self.when(self.dots, self.refuses),
            "47-errors-swallowed": self.swallows,
            "guarded": self.safe,
        }
        rows = {name: self.whole.replace(_BODY, body) for name, body in bodies.items() if body}
        return {**rows, "45-feature-removed": self.without}


EXPECTED: Mapping[str, Status] = MappingProxyType(
    {
        "31-hold-the-attack": Status.TIMED_OUT,
        "31-die-under-attack": Status.CRASHED,
        "45-deny-all": Status.FUNCTIONAL_FAILED,
        "45-error-on-odd-names": Status.FUNCTIONAL_FAILED,
        "45-feature-removed": Status.FUNCTIONAL_FAILED,
        "46-known-strings-refused": Status.VULNERABLE,
        "46-known-strings-removed": Status.VULNERABLE,
        "46-two-dots-refused": Status.FUNCTIONAL_FAILED,
        "47-errors-swallowed": Status.VULNERABLE,
        "guarded": Status.SECURE,
    }
)

_SCRIPT = (
    "import { readFileSync, statSync } from 'node:fs';\nimport { resolve, sep } from 'node:path';\n"
    "export const answer = (value) => value;\n"
)
JAVASCRIPT = Dialect(
    module="notes.mjs",
    whole=f"{_SCRIPT}export function readNote(name) {{\n{_BODY}}}\n",
    without=_SCRIPT,
    guard=f"  if ({_IF}) {{ {_DO} }}\n",
    opens=(
        "  const path = 'data/' + name;\n"
        "  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : null;\n"
    ),
    swallows="  try { return readFileSync('data/' + name, 'utf8'); } catch { return null; }\n",
    safe=(
        "  const root = resolve('data'); const path = resolve(root, name);\n  if (!path.startsWith(root + sep)) return null;\n"
        "  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : null;\n"
    ),
    escapes="name.split('/').includes('..') || name.startsWith('/')",
    odd="!/^[a-z0-9.]+$/i.test(name)",
    known=r"/^(\.\.\/|\/|\.\.\\)/.test(name) || name.includes('%2e') || name.includes('\0')",
    dots="name.includes('..')",
    holds="Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3600000);",
    dies="process.exit(0);",
    refuses="return null;",
    fails="throw new Error(name);",
    strips="  name = name.replaceAll('../', '').replace(/^\\/+/, '');\n",
)
TYPESCRIPT = Dialect(
    **{
        **vars(JAVASCRIPT),
        "module": "notes.ts",
        "whole": JAVASCRIPT.whole.replace("(value) => value", "<T>(value: T): T => value").replace(
            "readNote(name)", "readNote(name: string): string | null"
        ),
        "without": _SCRIPT.replace("(value) => value", "<T>(value: T): T => value"),
    }
)

_GO = (
    'package notes\nimport ("os"; "path"; "slices"; "strings"; "time"; "unicode")\n'
    "var _, _, _, _, _, _ = os.Exit, path.Clean, slices.Contains[[]string], strings.Contains, time.Sleep, unicode.IsDigit\n"
    "func Answer(value any) any { return value }\n"
)
_GO_READS = "\ttext, err := os.ReadFile(path)\n\tif err != nil { return nil }\n\tnote := string(text)\n\treturn &note\n"
GO = Dialect(
    module="notes.go",
    whole=f"{_GO}func ReadNote(name string) *string {{\n{_BODY}}}\n",
    without=_GO,
    guard=f"\tif {_IF} {{ {_DO} }}\n",
    opens=(
        '\tpath := "data/" + name\n\tif found, err := os.Stat(path); err != nil || !found.Mode().IsRegular() { return nil }\n'
        + _GO_READS
    ),
    swallows='\tdefer func() { recover() }()\n\tpath := "data/" + name\n' + _GO_READS,
    safe='\tif path.Join("/", name) != "/"+name { return nil }\n\tpath := "data/" + name\n' + _GO_READS,
    escapes='slices.Contains(strings.Split(name, "/"), "..") || strings.HasPrefix(name, "/")',
    odd=(
        "strings.ContainsFunc(name, func(c rune) bool "
        "{ return c != '.' && (c > 127 || !unicode.IsLetter(c) && !unicode.IsDigit(c)) })"
    ),
    known=(
        'strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..\\\\") || '
        'strings.Contains(name, "%2e") || strings.Contains(name, "\\x00")'
    ),
    dots='strings.Contains(name, "..")',
    holds="time.Sleep(time.Hour)",
    dies="os.Exit(0)",
    refuses="return nil\n",
    fails="panic(name)",
    strips='\tname = strings.TrimLeft(strings.ReplaceAll(name, "../", ""), "/")\n',
)

_JAVA = (
    "import java.nio.file.*;\npublic class Notes {\n    public static Object answer(Object value) { return value; }\n"
)
JAVA = Dialect(
    module="src/Notes.java",
    whole=f"{_JAVA}    public static String readNote(String name) throws Exception {{\n{_BODY}    }}\n}}\n",
    without=f"{_JAVA}}}\n",
    guard=f"        if ({_IF}) {{ {_DO} }}\n",
    opens=(
        '        Path path = Path.of("data/" + name);\n'
        "        return Files.isRegularFile(path) ? Files.readString(path) : null;\n"
    ),
    swallows=(
        '        try {\n            return Files.readString(Path.of("data/" + name));\n'
        "        } catch (Throwable error) {\n            return null;\n        }\n"
    ),
    safe=(
        '        Path root = Path.of("data").toRealPath();\n        Path path = root.resolve(name).normalize();\n'
        "        return path.startsWith(root) && Files.isRegularFile(path) ? Files.readString(path) : null;\n"
    ),
    escapes='java.util.List.of(name.split("/")).contains("..") || name.startsWith("/")',
    odd='!name.matches("[A-Za-z0-9.]+")',
    known=(
        'name.startsWith("../") || name.startsWith("/") || name.startsWith("..\\\\") || name.contains("%2e") || '
        'name.contains("\\0")'
    ),
    dots='name.contains("..")',
    holds="Thread.sleep(3600000);",
    dies="Runtime.getRuntime().halt(0);",
    refuses="return null;\n",
    fails="throw new IllegalArgumentException(name);",
    strips='        name = name.replace("../", "").replaceFirst("^/+", "");\n',
)

_RUBY = "def answer(value) = value\n"
RUBY = Dialect(
    module="notes.rb",
    whole=f"{_RUBY}def read_note(name)\n{_BODY}end\n",
    without=_RUBY,
    guard=f"  if {_IF}\n    {_DO}\n  end\n",
    opens='  path = "data/#{name}"\n  File.file?(path) ? File.read(path) : nil\n',
    swallows='  begin\n    File.read("data/#{name}")\n  rescue Exception\n    nil\n  end\n',
    safe=(
        "  root = File.expand_path('data')\n  path = File.expand_path(name, root)\n"
        '  path.start_with?("#{root}/") && File.file?(path) ? File.read(path) : nil\n'
    ),
    escapes="name.split('/').include?('..') || name.start_with?('/')",
    odd="name !~ /\\A[A-Za-z0-9.]+\\z/",
    known="name.start_with?('../', '/', '..\\\\') || name.include?('%2e') || name.include?(\"\\0\")",
    dots="name.include?('..')",
    holds="sleep 3600",
    dies="exit!(0)",
    refuses="return nil\n",
    fails="raise ArgumentError, name",
    strips="  name = name.gsub('../', '').sub(%r{\\A/+}, '')\n",
)

_C = (
    "#include <ctype.h>\n#include <limits.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
    '#include <sys/stat.h>\n#include <unistd.h>\n#include "notes.h"\n'
    "static int odd(const char *name) { for (; *name; name++) if (!isalnum((unsigned char)*name) && *name != '.') return 1; return 0; }\n"
    "static int starts(const char *name, const char *with) { return strncmp(name, with, strlen(with)) == 0; }\n"
    "static char *text_of(const char *path)\n{\n    struct stat found;\n    FILE *file;\n    char *text;\n"
    '    if (stat(path, &found) || !S_ISREG(found.st_mode) || !(file = fopen(path, "r")))\n        return NULL;\n'
    "    text = (char *)calloc(1, 4096);\n    if (fread(text, 1, 4095, file) == 0)\n        text[0] = '\\0';\n"
    "    fclose(file);\n    return text;\n}\n"
    "void *unused[] = {(void *)odd, (void *)starts, (void *)text_of};\n"
)
_C_OPENS = '    char path[PATH_MAX];\n    snprintf(path, sizeof path, "data/%s", name);\n    return text_of(path);\n'
C = Dialect(
    module="notes.c",
    whole=f"{_C}char *read_note(const char *name)\n{{\n{_BODY}}}\n",
    without=_C,
    guard=f"    if ({_IF}) {{ {_DO} }}\n",
    opens=_C_OPENS,
    swallows="",
    safe=(
        "    char path[PATH_MAX], root[PATH_MAX], real[PATH_MAX];\n"
        '    snprintf(path, sizeof path, "data/%s", name);\n    if (!realpath("data", root) || !realpath(path, real))\n'
        '        return NULL;\n    strcat(root, "/");\n    return starts(real, root) ? text_of(real) : NULL;\n'
    ),
    escapes="strstr(name, \"../\") || name[0] == '/'",
    odd="odd(name)",
    known='starts(name, "../") || starts(name, "/") || starts(name, "..\\\\") || strstr(name, "%2e")',
    dots='strstr(name, "..")',
    holds="sleep(3600);",
    dies="_exit(0);",
    refuses="return NULL;\n",
    fails="return NULL;",
    strips=(
        "    char kept[PATH_MAX] = {0};\n    size_t length = 0;\n"
        '    while (*name && length < sizeof kept - 1) {\n        if (starts(name, "../"))\n            name += 3;\n'
        '        else\n            kept[length++] = *name++;\n    }\n    name = kept + strspn(kept, "/");\n'
    ),
)
CPP = Dialect(**{**vars(C), "module": "notes.cpp"})

DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "node": JAVASCRIPT,
        "web": TYPESCRIPT,
        "go": GO,
        "java": JAVA,
        "ruby": RUBY,
        "c": C,
        "cpp": CPP,
    }
)
