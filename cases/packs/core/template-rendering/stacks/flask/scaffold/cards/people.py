"""The address book, in memory."""

import itertools
from dataclasses import asdict, dataclass

from flask import Blueprint, request

from cards import settings

people = Blueprint("people", __name__, url_prefix="/people")


@dataclass
class Person:
    """Somebody who gets cards; a field without a value is empty."""

    first_name: str = ""
    last_name: str = ""
    city: str = ""
    company: str = ""

    def sender_line(self) -> str:
        """The sender as it stands on the envelope."""
        return f"{self.first_name} {self.last_name} <{settings.SENDER}>"


_book: dict[int, Person] = {}
_numbers = itertools.count(1)


def find_person(number: object) -> Person | None:
    """The person with that id, if there is one."""
    return _book.get(number) if isinstance(number, int) else None


@people.post("")
def add_person():
    """Add somebody."""
    body = request.get_json()
    number = next(_numbers)
    _book[number] = Person(*(str(body.get(name, "")) for name in ("first_name", "last_name", "city", "company")))
    return {"id": number}, 201


@people.get("/<int:number>")
def show_person(number: int):
    """One entry of the address book."""
    person = find_person(number)
    if person is None:
        return {"error": "nobody has this id"}, 404
    return asdict(person)
