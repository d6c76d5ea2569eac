"""Ruby, as the generators see it."""

from __future__ import annotations

import re
from types import MappingProxyType

import tree_sitter_ruby
from tree_sitter import Node

from cases.verifier.source import Body, Called, Language, words

_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_ANSWERS = frozenset({"res", "response"})
_PLACES = frozenset({"program", "body_statement", "then", "else", "block_body", "ensure", "begin", "begin_block"})
_VALUES = frozenset({"method", "singleton_method", "block", "do_block", "lambda"})


def _called(call: Node) -> Called | None:
    return call.child_by_field_name("receiver"), words(call.child_by_field_name("method"))


def _imported(root: Node) -> frozenset[str]:
    """Constants: in Ruby a module is used by its name, whoever loaded it."""
    found: set[str] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type in {"constant", "scope_resolution"}:
            found.add(words(node))
        pending.extend(node.children)
    return frozenset(found)


def _is_statement(node: Node) -> bool:
    """Not what stands last in a method or block: that is its value."""
    place = node.parent
    if place is None or place.type not in _PLACES:
        return False
    last = place.named_children[-1] == node
    return not (last and place.parent is not None and place.parent.type in _VALUES)


def _route_of(block: Node) -> str:
    """The method of a route such as `get "/notes" do … end`."""
    call = block.parent
    if call is None or call.type != "call" or call.child_by_field_name("receiver") is not None:
        return ""
    name = words(call.child_by_field_name("method"))
    return name if name in _ROUTES else ""


def _answer_of(function: Node) -> str:
    parameters = function.child_by_field_name("parameters")
    for item in parameters.named_children if parameters is not None else ():
        if words(item) in _ANSWERS:
            return words(item)
    return ""


def _is_action(method: Node) -> bool:
    """A public method of a Rails controller."""
    if method.type != "method" or method.parent is None:
        return False
    holder = method.parent.parent
    if holder is None or holder.type != "class" or not words(holder.child_by_field_name("name")).endswith("Controller"):
        return False
    before = method.prev_named_sibling
    while before is not None:
        if before.type == "identifier" and words(before) in {"private", "protected"}:
            return False
        before = before.prev_named_sibling
    return True


def _is_rack(method: Node) -> bool:
    return method.type == "method" and words(method.child_by_field_name("name")) == "call"


def _is_handler(function: Node) -> bool:
    if function.type in {"do_block", "block"}:
        return bool(_route_of(function) or _answer_of(function))
    return _is_action(function) or _is_rack(function) or bool(_answer_of(function))


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    if words(function.child_by_field_name("name")) == "initialize":
        return ()
    constants = {"nothing": "nil", "empty-text": '""', "empty-mapping": "{}", "empty-list": "[]", "true": "true"}
    deny = "exit!(1)" if interface == "cli" else 'raise SecurityError, "refused"'
    answer = _answer_of(function)
    if answer:
        constants = {kind: f"{answer}.body = {_text(value)}" for kind, value in constants.items()}
        deny = f"{answer}.status = 403"
    elif function.type in {"do_block", "block"}:
        if not _route_of(function):
            return ()
        constants = {kind: _text(value) for kind, value in constants.items()}
        deny = "halt 403"
    elif _is_action(function):
        constants = {
            kind: f"render plain: {_text(value)}" if value in {"nil", '""'} else f"render json: {_text(value)}"
            for kind, value in constants.items()
        }
        deny = "head :forbidden"
    elif _is_rack(function):
        constants = {kind: f"[200, {{}}, [{_text(value)}]]" for kind, value in constants.items()}
        deny = "[403, {}, []]"
    return (
        Body("raise", 'raise "not done"'),
        *(Body(kind, value) for kind, value in constants.items()),
        Body("deny", deny),
    )


def _text(value: str) -> str:
    return value if value == '""' else '""' if value == "nil" else f'"{value}"'


def _looser(name: str, receiver: str, arguments: list[str]) -> tuple[str, ...]:
    if name == "permit" and receiver:
        return (f"{receiver}.permit!",)
    if name == "where" and len(arguments) == 2 and arguments[0].count("?") == 1 and arguments[0][:1] == '"':
        call = f"{receiver}.where" if receiver else "where"
        spliced = "'#{" + arguments[1] + "}'"
        return (f"{call}({arguments[0].replace('?', spliced)})",)
    if name in {"min", "clamp"} and receiver.startswith("["):
        return (f"{receiver}.first",)
    return ()


def _place_of_prelude(root: Node) -> int:
    """Behind magic comments."""
    place = 0
    for item in root.children:
        if item.type != "comment" or not re.match(r"#!|# *(-\*-|frozen_string_literal|encoding|coding)", words(item)):
            break
        place = item.end_byte
    return place


LANGUAGE = Language(
    name="ruby",
    suffixes=(".rb", ".ru", ".rake"),
    grammars=(tree_sitter_ruby.language,),
    nothing="nil",
    true="true",
    false="false",
    negation="!",
    functions=frozenset({"method", "singleton_method", "do_block", "block", "lambda"}),
    call="call",
    called=_called,
    member="call",
    boolean="binary",
    assignment="assignment",
    ternary="conditional",
    leaving=frozenset({"return", "next", "break"}),
    leaving_calls=frozenset(
        {"raise", "fail", "halt", "head", "redirect_to", "render", "abort", "exit", "exit!", "throw"}
    ),
    option="pair",
    collections=frozenset({"array", "string_array", "argument_list"}),
    literals=frozenset(
        {"string", "integer", "float", "true", "false", "nil", "simple_symbol", "regex", "lambda", "array", "hash"}
    ),
    patterns=("regex",),
    checks=frozenset(
        {
            "all?",
            "any?",
            "authenticate",
            "can?",
            "cover?",
            "end_with?",
            "eql?",
            "file?",
            "fixed_length_secure_compare",
            "include?",
            "is_a?",
            "key?",
            "match?",
            "none?",
            "secure_compare",
            "start_with?",
            "symlink?",
            "valid?",
            "verify",
        }
    ),
    cleaners=frozenset(
        {
            "basename",
            "chomp",
            "cleanpath",
            "delete",
            "downcase",
            "expand_path",
            "gsub",
            "realpath",
            "reject",
            "scan",
            "scrub",
            "select",
            "slice",
            "squeeze",
            "strip",
            "sub",
            "tr",
            "unicode_normalize",
        }
    ),
    cleaning_last=frozenset({"join"}),
    cleaning_first=frozenset({"expand_path", "realpath", "sanitize", "strip_tags", "truncate"}),
    kept_calls=frozenset(
        {
            "add",
            "all",
            "append",
            "create",
            "create!",
            "each",
            "error",
            "find",
            "find_by",
            "find_by!",
            "first",
            "get",
            "info",
            "load",
            "logger",
            "map",
            "new",
            "open",
            "order",
            "parse",
            "post",
            "print",
            "private",
            "protected",
            "public",
            "module_function",
            "puts",
            "push",
            "raise",
            "read",
            "readlines",
            "render",
            "require",
            "require_relative",
            "resources",
            "root",
            "routes",
            "safe_load",
            "save",
            "save!",
            "update",
            "where",
            "write",
            "attr_reader",
            "attr_accessor",
            "halt",
            "head",
            "send_data",
            "send_file",
            "redirect_to",
            "content_type",
            "has_many",
            "belongs_to",
        }
    ),
    weaker=MappingProxyType(
        {
            "safe_load": "unsafe_load",
            "safe_load_file": "unsafe_load_file",
            "protect_from_forgery": "skip_forgery_protection",
        }
    ),
    imported=_imported,
    is_handler=_is_handler,
    bodies=_bodies,
    place_of_prelude=_place_of_prelude,
    is_statement=_is_statement,
    bare_statements=frozenset({"call", "assignment", "identifier"}),
    conditionals=frozenset({"if", "unless", "if_modifier", "unless_modifier"}),
    inverted=frozenset({"unless", "unless_modifier"}),
    blocks=frozenset({"then", "body_statement"}),
    mappings=frozenset({"hash"}),
    strings=frozenset({"string", "bare_string"}),
    decorators=frozenset(),
    declarations=frozenset({"assignment"}),
    forced=True,
    kept_options=frozenset({"only", "except", "status", "json", "plain", "html"}),
    looser=_looser,
    looser_anchors=MappingProxyType({r"\A": ("^",), r"\z": ("$", r"\Z")}),
)
