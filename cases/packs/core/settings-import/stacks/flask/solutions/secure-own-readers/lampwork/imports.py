"""Loading backups."""

import base64
import pickle
import pickletools
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, request

from lampwork import store, units

imports = Blueprint("imports", __name__)

PLAIN_OPCODES = """
    PROTO FRAME STOP MARK MEMOIZE PUT BINPUT LONG_BINPUT GET BINGET LONG_BINGET
    DICT EMPTY_DICT SETITEM SETITEMS LIST EMPTY_LIST APPEND APPENDS
    NONE NEWTRUE NEWFALSE INT BININT BININT1 BININT2 LONG LONG1 LONG4 FLOAT BINFLOAT
    UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8
    """.split()

PLAIN_TAGS = [f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")]
OWN_TAGS = {"!duration": units.seconds, "!colour": units.colour}


def plain_state(text: str) -> Any:
    """What a version 1 backup holds."""
    pickled = base64.b64decode(text, validate=True)
    for opcode, _, _ in pickletools.genops(pickled):
        if opcode.name not in PLAIN_OPCODES:
            raise ValueError(f"{opcode.name} does not belong into a state")
    return pickle.loads(pickled)


class Reader:
    """Turns the nodes of one YAML document into plain values."""

    def __init__(self) -> None:
        self.scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node) -> Any:
        """The value of a node."""
        if node.tag in OWN_TAGS:
            return OWN_TAGS[node.tag](node.value)
        if node.tag not in PLAIN_TAGS:
            raise ValueError(f"the tag {node.tag} does not belong into a backup")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            self.scalars.flatten_mapping(node)
            return {self.value(key): self.value(item) for key, item in node.value}
        return self.scalars.construct_object(node)


def sections_of(content: bytes) -> dict[str, Any]:
    """The sections of a backup file."""
    node = yaml.compose(content.decode("utf-8"))
    document = Reader().value(node) if node else None
    if not isinstance(document, dict) or document.get("version") not in (1, 2):
        raise ValueError("a backup is a mapping of version 1 or 2")
    if document["version"] == 1:
        document = plain_state(document["state"])
        if not isinstance(document, dict):
            raise ValueError("the state is no dict")
    return {name: document[name] for name in store.SECTIONS if name in document}


@imports.post("/api/settings/import")
def load_backup() -> tuple[Response, int]:
    """Load the backup file that is the request's body."""
    try:
        sections = sections_of(request.get_data())
    except (ValueError, KeyError, TypeError, EOFError, IndexError, yaml.YAMLError, pickle.UnpicklingError) as error:
        return jsonify(error=f"this is no backup: {error}"), 400
    store.replace(sections)
    return jsonify(imported=sorted(sections)), 200
