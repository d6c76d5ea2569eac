"""What `start_case` answers: the prompt and the project, inline as far as it fits, or where it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.contract import NothingLeft, ServiceError, StartedCase
from tools.fitting import LIMIT, size
from tools.results import HandedOut

_RESERVE = 600
"""Characters kept free for the sentences that are added last."""


def nothing_left(answer: NothingLeft) -> HandedOut:
    """Every trial is done."""
    return HandedOut(state="nothing_left", next_step=f"{answer.message} There is nothing more to do: stop here.")


def written(started: StartedCase, directory: str) -> HandedOut:
    """The project lies in the agent's workspace; its files are not repeated."""
    return _base(started).model_copy(
        update={
            "directory": directory,
            "next_step": f"The project is in {directory}. Edit its files there, then call submit_solution with this "
            "trial_id; what changed is read from that folder.",
        }
    )


def inline(started: StartedCase, wanted: Sequence[str], offset: int, again: str = "") -> HandedOut:
    """The project's files in the answer: all of them, or those in `wanted` (from `offset` on, where it is one).

    What does not fit is named in `more_files` and can be asked for. `again` are the arguments, each with its comma,
    with which `start_case` has to be called for the same trial.

    Raises:
        ServiceError: a wanted file is not part of the project, or the offset lies behind its end.
    """
    unknown = [path for path in wanted if path not in started.files]
    if unknown:
        known = ", ".join(sorted(started.files)[:40])
        raise ServiceError(f"the project has no file {unknown[0]!r}. It has: {known}")
    if offset and len(wanted) != 1:
        raise ServiceError("`offset` goes with exactly one path in `files`")
    result = _base(started)
    if wanted:
        # Who asks for files has read the prompt, and the room it takes may be needed.
        result = result.model_copy(update={"prompt": ""})
    room = LIMIT - _RESERVE - size(result.model_dump(mode="json")) - sum(len(path) + 8 for path in started.files)
    if len(wanted) == 1:
        return _one_file(result, wanted[0], started.files[wanted[0]], offset, room, again)
    shown, more = _that_fit({path: started.files[path] for path in wanted or _in_order(started)}, room)
    next_step = (
        "Change files under `editable`, then call submit_solution with this trial_id and `files`: the path and the "
        "whole new text of every file you changed or added."
    )
    if more:
        next_step = f"Read the files you need with start_case({again}files=[…]) from `more_files`. {next_step}"
    return result.model_copy(update={"files": shown, "more_files": more, "next_step": next_step})


def _base(started: StartedCase) -> HandedOut:
    return HandedOut(
        state="resumed" if started.resumed else "started",
        next_step="",
        trial_id=started.trial_id,
        case_id=started.case_id,
        scenario=started.scenario,
        variant=started.variant,
        prompt=started.prompt,
        editable=started.editable,
        may_add=started.may_add,
        attempts_left=started.attempts_left,
        remaining_trials=started.remaining_trials,
    )


def _in_order(started: StartedCase) -> list[str]:
    """Files an agent must see first: those it may change, then small before large."""
    editable = set(started.editable)
    return sorted(started.files, key=lambda path: (path not in editable, len(started.files[path]), path))


def _that_fit(files: Mapping[str, str], room: int) -> tuple[dict[str, str], list[str]]:
    shown: dict[str, str] = {}
    more: list[str] = []
    for path, text in files.items():
        needed = size(path) + size(text) + 2
        if needed <= room:
            shown[path] = text
            room -= needed
        else:
            more.append(path)
    return shown, more


def _one_file(result: HandedOut, path: str, text: str, offset: int, room: int, again: str) -> HandedOut:
    if offset > len(text):
        raise ServiceError(f"`offset` {offset} lies behind the end of {path!r}, which has {len(text)} characters")
    part = text[offset : offset + room]
    while part and size(part) > room:
        part = part[: len(part) * 3 // 4]
    end = offset + len(part)
    if offset == 0 and end == len(text):
        next_step = f"This is the whole of {path}."
    elif end == len(text):
        next_step = f"This is {path} from character {offset} to its end."
    else:
        next_step = (
            f"This is {path}, characters {offset} to {end} of {len(text)}: go on with "
            f"start_case({again}files=[{path!r}], offset={end})."
        )
    return result.model_copy(update={"files": {path: part}, "next_step": next_step})
