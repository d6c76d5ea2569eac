"""Defence-removal operators: each proposes edits that take one defence out of a file, if it holds one.

An operator looks at syntax only. What it proposes may break the feature or change nothing that matters; the first is
caught by the functional tests, the second is what `equivalent_mutants` in stack.toml is for. What would not compile is
avoided where syntax tells it: such a mutant counts as caught and says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from cases.verifier.operators.calls import (
    drop_last_argument,
    drop_middle_argument,
    force_check,
    loosen_call,
    unwrap_call,
    unwrap_method,
)
from cases.verifier.operators.conditions import (
    drop_guard,
    drop_operand,
    force_condition,
    move_bound,
    negate_condition,
    take_branch,
)
from cases.verifier.operators.settings import (
    delete_statement,
    drop_decorator,
    drop_element,
    drop_option,
    flip_boolean,
    loosen_regex,
    weaken_name,
)
from cases.verifier.source import Edit, Source

Operator = Callable[[Source], Iterator[Edit]]

# The order decides who names a mutant that two operators make: ids in stack.toml files hang on it, so new ones go last.
OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "drop-guard": drop_guard,
        "negate-condition": negate_condition,
        "drop-operand": drop_operand,
        "take-branch": take_branch,
        "unwrap-call": unwrap_call,
        "unwrap-method": unwrap_method,
        "force-check": force_check,
        "drop-option": drop_option,
        "flip-boolean": flip_boolean,
        "delete-statement": delete_statement,
        "drop-decorator": drop_decorator,
        "drop-middle-argument": drop_middle_argument,
        "drop-element": drop_element,
        "loosen-regex": loosen_regex,
        "weaken-name": weaken_name,
        "force-condition": force_condition,
        "move-bound": move_bound,
        "loosen-call": loosen_call,
        "drop-last-argument": drop_last_argument,
    }
)
