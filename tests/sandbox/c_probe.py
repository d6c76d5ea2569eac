"""The probe in C and in C++: the submission, and the hidden glue that makes it callable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cases.model import Interface
from tests.sandbox.probe import FUNCTIONAL, SECURITY, Probe, make_probe

HEADER = """\
#ifndef NOTES_H
#define NOTES_H
#ifdef __cplusplus
extern "C" {
#endif
char *read_note(const char *name);
#ifdef __cplusplus
}
#endif
#endif
"""

_BODY = """\
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "notes.h"

char *read_note(const char *name)
{
    char path[PATH_MAX], root[PATH_MAX], real[PATH_MAX];
    snprintf(path, sizeof path, "data/%s", name);
    if (!realpath("data", root) || !realpath(path, real))
        return NULL;
    if (strncmp(real, root, strlen(root)) != 0 || real[strlen(root)] != '/')
        return NULL;
    FILE *file = fopen(real, "r");
    if (!file)
        return NULL;
    char *text = (char *)calloc(1, 4096);
    if (fread(text, 1, 4095, file) == 0)
        text[0] = '\\0';
    fclose(file);
    return text;
}
"""

GLUE = """\
#include <stdlib.h>
#include "vetloop.h"
#include "notes.h"

static void answer(vl_call *call)
{
    vl_return(call, vl_argument(call, 0));
}

static void read_it(vl_call *call)
{
    char *text = read_note(vl_text(call, 0));
    vl_return_text(call, text);
    free(text);
}

void vl_setup(void)
{
    vl_register("answer", answer);
    vl_register("read_note", read_it);
}
"""

BUILD = "/opt/toolchain/c/bin/build"
C = {"notes.c": _BODY, "notes.h": HEADER, "data/one.txt": "one"}
CPP = {"notes.cpp": _BODY, "notes.h": HEADER, "data/one.txt": "one"}


def make_c_probe(
    folder: Path,
    language: str = "c",
    *,
    files: Mapping[str, str] | None = None,
    glue: str = GLUE,
    functional: str = FUNCTIONAL,
    security: str = SECURITY,
    limits: Mapping[str, Any] | None = None,
) -> Probe:
    """A probe of the `call` interface in `c` or `cpp`, with its glue."""
    suffix = {"c": "c", "cpp": "cpp"}[language]
    module = f"notes.{suffix}"
    project = {**({"c": C, "cpp": CPP}[language]), **(files or {})}
    probe = make_probe(folder, files=project, functional=functional, security=security, limits=limits)
    hidden = folder / "stack" / "driver"
    hidden.mkdir(parents=True, exist_ok=True)
    (hidden / f"glue.{suffix}").write_text(glue)
    build = (BUILD, "-I.", f"/opt/case/glue.{suffix}", module)
    facts = {"language": language, "toolchain": "c", "module": module, "editable": (module,), "build": build}
    stack = probe.case.stack.model_copy(update=facts)
    assert stack.interface is Interface.CALL
    case = probe.case.model_copy(update={"id": f"probe.{language}", "stack_name": language, "stack": stack})
    return Probe(case, probe.project)
