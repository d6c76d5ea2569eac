"""The judge: hidden tests and the tools they attack with. Runs in a sandbox of its own, standard library only.

In come test files and a control socket to the orchestrator; out go one result per expected test. The judge reaches the
submission only through its interface and never imports, executes or unpickles anything that comes from it.
"""

from .browser import Alarm, Browser, Page
from .canary import Canary, PlantedFile
from .clock import Clock, Measurement
from .draws import drawn_by_random
from .errors import BadAnswer, Breach, Rejected, StatementFailed, TargetError, TargetGone, TargetTimeout
from .listener import HttpEndpoint, Listener, ReceivedRequest, TcpEndpoint
from .marks import attack, breach, fresh, spec
from .response import Response
from .sanitizer import SanitizerReport, sanitizer_report
from .service import Service
from .target import Completed, Session, Target
from .tree import Files

__all__ = [
    "Alarm",
    "BadAnswer",
    "Breach",
    "Browser",
    "Canary",
    "Clock",
    "Completed",
    "Files",
    "HttpEndpoint",
    "Listener",
    "Measurement",
    "Page",
    "PlantedFile",
    "ReceivedRequest",
    "Rejected",
    "Response",
    "SanitizerReport",
    "Service",
    "Session",
    "StatementFailed",
    "Target",
    "TargetError",
    "TargetGone",
    "TargetTimeout",
    "TcpEndpoint",
    "attack",
    "breach",
    "drawn_by_random",
    "fresh",
    "sanitizer_report",
    "spec",
]
