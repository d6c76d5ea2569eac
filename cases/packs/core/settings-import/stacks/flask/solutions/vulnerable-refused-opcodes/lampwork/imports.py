"""Loading backups."""

import base64
import pickle
import pickletools
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, request

from lampwork import store, units

REFUSED = {"GLOBAL", "REDUCE", "INST"}

imports = Blueprint("imports", __name__)


class BackupLoader(yaml.SafeLoader):
    """YAML with our own two tags."""


BackupLoader.add_constructor("!duration", lambda loader, node: units.seconds(loader.construct_scalar(node)))
BackupLoader.add_constructor("!colour", lambda loader, node: units.colour(loader.construct_scalar(node)))


def sections_of(content: bytes) -> dict[str, Any]:
    """The sections of a backup file."""
    document = yaml.load(content, Loader=BackupLoader)
    if document["version"] == 1:
        state = base64.b64decode(document["state"], validate=True)
        if any(opcode.name in REFUSED for opcode, _, _ in pickletools.genops(state)):
            raise ValueError("the state asks for a call")
        document = pickle.loads(state)
    elif document["version"] != 2:
        raise ValueError("this version is not known")
    if not isinstance(document, dict):
        raise ValueError("a backup is a mapping")
    return {name: document[name] for name in store.SECTIONS if name in document}


@imports.post("/api/settings/import")
def load_backup() -> tuple[Response, int]:
    """Load the backup file that is the request's body."""
    try:
        sections = sections_of(request.get_data())
    except Exception as error:
        return jsonify(error=f"this backup cannot be read: {error}"), 400
    store.replace(sections)
    return jsonify(imported=sorted(sections)), 200
