"""Loading backups."""

import base64
import io
import pickle
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, request

from lampwork import store, units

imports = Blueprint("imports", __name__)


class BackupLoader(yaml.SafeLoader):
    """Plain YAML and our own two tags."""


NAMES = {"duration": "seconds"}


def _own_tag(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
    """What the function of that name in `units` makes of the text."""
    return getattr(units, NAMES.get(suffix, suffix))(loader.construct_scalar(node))


BackupLoader.add_multi_constructor("!", _own_tag)


class StateUnpickler(pickle.Unpickler):
    """Dicts, lists, texts and numbers need no names."""

    def find_class(self, module: str, name: str) -> Any:
        """Called for every name a pickle asks for."""
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into a backup")


def sections_of(content: bytes) -> dict[str, Any]:
    """The sections of a backup file; raises ValueError or a reader's own error if it is none."""
    document = yaml.load(content.decode(), Loader=BackupLoader)
    if not isinstance(document, dict):
        raise ValueError("a backup is a mapping")
    if document.get("version") == 1:
        document = StateUnpickler(io.BytesIO(base64.b64decode(document["state"], validate=True))).load()
        if not isinstance(document, dict):
            raise ValueError("the state is no dict")
    elif document.get("version") != 2:
        raise ValueError("this version is not known")
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
