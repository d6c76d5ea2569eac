"""The pupils, in memory."""

import itertools
from dataclasses import asdict, dataclass

from flask import Blueprint, request

pupils = Blueprint("pupils", __name__, url_prefix="/pupils")


@dataclass(frozen=True)
class Pupil:
    """Somebody who learns an instrument."""

    name: str
    base: float
    lessons: float
    age: float
    years: float


_pupils: dict[int, Pupil] = {}
_numbers = itertools.count(1)


def find_pupil(number: object) -> Pupil | None:
    """The pupil with that id, if there is one."""
    return _pupils.get(number) if isinstance(number, int) else None


@pupils.post("")
def enrol():
    """Enrol a pupil."""
    body = request.get_json()
    number = next(_numbers)
    _pupils[number] = Pupil(str(body["name"]), *(float(body[name]) for name in ("base", "lessons", "age", "years")))
    return {"id": number}, 201


@pupils.get("/<int:number>")
def show(number: int):
    """One pupil."""
    pupil = find_pupil(number)
    if pupil is None:
        return {"error": "nobody has this id"}, 404
    return asdict(pupil)
