"""The Ruby toolchain: values both ways, errors by kind, modules that do not load, and Rails behind Puma."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains import registry
from sandbox.toolchains.model import ToolchainInstallError
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import FUNCTIONAL, SECURITY, Probe, make_probe


@pytest.fixture(scope="module", autouse=True)
def ruby() -> None:
    """The toolchain, installed unless this machine lacks the packages it is made of."""
    if missing := registry.missing_packages("ruby"):
        pytest.skip(f"the ruby toolchain needs: apt-get install {' '.join(missing)}")
    try:
        registry.install("ruby", data_folder(), lambda line: None)
    except ToolchainInstallError as error:
        pytest.fail(str(error))


def judged(evaluator: Evaluator, probe: Probe, source: str) -> Verdict:
    return evaluator.evaluate(probe.case, probe.with_files({"notes.rb": source}))


def test_guarded_code_is_secure_and_naive_code_is_vulnerable(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "ruby")
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
    naive = "def answer(value) = value\ndef read_note(name) = File.read(File.join('data', name))\n"
    assert judged(evaluator, probe, naive).status is Status.VULNERABLE


VALUES = """
import math
from judge import Rejected, spec

@spec("gives back what it gets")
def test_values(target, canary):
    word = canary.text()
    for value in (
        None, True, False, 0, -1, 2**53 - 1, 2**53, -(2**80), 10**300, 0.5, -1e300, math.inf, -math.inf, "", word,
        "gr\\u00fc\\u00df dich \\U0001f600 \\x00 \\u202e", b"", b"\\x00\\xff plain", [], [1, [2, [None]]], {}, {"a": {"b": [b"x"]}},
        {"$int": "5"}, {"$bytes": "no"}, {"$object": {"$float": "nan"}}, {"__proto__": 1, "class": 2},
    ):
        got = target.call("answer", value)
        assert got == value and type(got) is type(value), f"{value!r} came back as {got!r}"
    assert math.isnan(target.call("answer", math.nan)), "nan"
    assert target.call("kinds", b"bytes", "text", 2**70, {"k": 1}) == [
        "String ASCII-8BIT", "String UTF-8", "Integer", "Hash String",
    ], "what arrives has the language's own types"

@spec("gives back what it gets")
def test_what_ruby_returns(target):
    assert target.call("symbols") == {"a": "b", "1": ["c"]}, "symbols are text"
    assert target.call("times") == ["2024-02-03T04:05:06+00:00", "2024-02-03T04:05:06.250000+00:00", "2024-02-03"], "ISO"
    assert target.call("latin") == "gr\\u00fc\\u00df", "text of other encodings is text"
    assert target.call("not_text") == b"\\xff\\xfe", "text that is none is bytes"
    assert target.call("point") == {"x": 1, "y": [2, 3]}, "structures are maps, sets are lists"
    assert target.call("several") == [1, 2, 3], "enumerators are lists"

@spec("gives back what it gets")
def test_names(target):
    assert target.call("of_module") == "module", "functions of a module"
    assert target.call("of_class") == "class", "methods of a class"
    assert target.call("nested") == "nested", "modules in modules"
    assert target.call("even", 2) is True, "a name that ends in ?"
    assert target.call("from_another_file") == "lib", "files beside it"

def kind(target, name, *args):
    try:
        value = target.call(name, *args)
    except Rejected as error:
        return error.kind, error.message
    raise AssertionError(f"{name} returned {value!r}")

@spec("gives back what it gets")
def test_errors(target, canary):
    word = canary.text()
    assert kind(target, "fails", word) == ("Shop::Refused", word), "the class's name and its message"
    try:
        target.call("fails", word)
    except Rejected as error:
        assert error.is_a("StandardError") and not error.is_a("IOError"), "what it is derived from counts"
    assert kind(target, "divides")[0] == "ZeroDivisionError"
    assert kind(target, "unfinished")[0] == "NotImplementedError"
    assert kind(target, "endless")[0] == "SystemStackError"
    assert kind(target, "answer")[0] == "ArgumentError"
    assert kind(target, "an_object")[0] == "TypeError", "a value that cannot cross is an error"
    assert kind(target, "too_much")[0] == "RangeError", "a value that is too large is an error"
    assert kind(target, "bad_bytes")[0] == "RuntimeError", "messages that are no text"
    for name in ("no_such_function", "system", "puts", "eval", "name", "secret", "load_project"):
        assert kind(target, name, "1")[0] == "VetloopDriver::UnknownFunction", f"{name} is none of its functions"
    assert target.call("answer", word) == word, "errors do no harm"
"""

SOURCE = """
require "date"
require "set"
require_relative "lib/other"

def answer(value) = value
def read_note(name) = nil
def kinds(bytes, text, number, map)
  [bytes, text].map { |it| "#{it.class} #{it.encoding}" } + [number.class.name, "#{map.class} #{map.keys.first.class}"]
end
def symbols = { a: :b, 1 => [:c] }
def times = [Time.utc(2024, 2, 3, 4, 5, 6), Time.utc(2024, 2, 3, 4, 5, 6.25r), Date.new(2024, 2, 3)]
def latin = "gr\\u00fc\\u00df".encode("ISO-8859-1")
def not_text = "\\xff\\xfe"
def point = Struct.new(:x, :y).new(1, Set[2, 3])
def several = [1, 2, 3].each_slice(1).lazy.map(&:first)

module Shop
  class Refused < StandardError; end

  module_function

  def of_module = "module"
  def fails(word) = raise(Refused, word)

  module Deep
    def self.nested = "nested"
  end
end

class Counter
  def self.of_class = "class"
  def self.secret = 1
  private_class_method :secret
end

def divides = 1 / 0
def even?(number) = number.even?
def unfinished = raise(NotImplementedError)
def endless = endless
def an_object = Object.new
def too_much = "x" * 9_000_000
def bad_bytes = raise("\\xff\\xfe")
"""


def test_values_and_errors_cross_with_their_kinds(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "ruby", functional=VALUES)
    files = {"notes.rb": SOURCE, "lib/other.rb": "module Other\n  def self.from_another_file = 'lib'\nend\n"}
    verdict = evaluator.evaluate(probe.case, probe.with_files(files))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def answer(value)\n  value +\nend\n", "syntax error"),
        ("require 'no/such/library'\n", "no/such/library"),
        ("raise 'not today'\n", "not today"),
        ("exit!\n", ""),
    ],
    ids=["syntax", "library", "raise", "exit"],
)
def test_a_module_that_does_not_load_is_told_in_rubys_words(
    evaluator: Evaluator, tmp_path: Path, source: str, words: str
) -> None:
    verdict = judged(evaluator, make_probe(tmp_path, "ruby"), source)
    assert verdict.status in {Status.BUILD_ERROR, Status.CRASHED}, verdict.model_dump_json(indent=1)
    assert words in verdict.model_dump_json()


RAILS = {
    "config.ru": 'require_relative "config/application"\nrun Probe\n',
    "config/database.yml": "production:\n  adapter: sqlite3\n  database: probe.db\n",
    "config/application.rb": """
require "rails"
require "active_record/railtie"
require "action_controller/railtie"

class Probe < Rails::Application
  config.load_defaults 6.1
  config.eager_load = true
  config.secret_key_base = SecureRandom.hex(64)
  config.logger = Logger.new(IO::NULL)
  config.hosts.clear
  routes.append { get "/notes/:name" => "notes#show" }
  initialize!
end
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define { create_table(:notes) { |t| t.string :name } }
""",
    "app/models/note.rb": "class Note < ActiveRecord::Base\nend\n",
    "app/controllers/notes_controller.rb": """
class NotesController < ActionController::API
  def show
    render json: { name: Note.create!(name: params[:name]).reload.name, production: Rails.env.production? }
  end
end
""",
}


def test_a_rails_application_runs_behind_puma(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        "from judge import spec\n@spec('x')\ndef test_get(target, canary):\n    name = canary.text()\n"
        "    for _ in range(3):\n"
        "        assert target.get(f'/notes/{name}').json() == {'name': name, 'production': True}\n"
    )
    security = "from judge import attack\ndef benign(target):\n    pass\n@attack(cwe=22)\ndef test_n(target):\n    target.get('/')\n"
    probe = make_probe(
        tmp_path,
        "ruby",
        interface=Interface.HTTP,
        files=RAILS,
        functional=functional,
        security=security,
        start=["puma", "--quiet", "--bind", "tcp://127.0.0.1:{port}"],
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


PACKAGES = """
require "bcrypt"
require "nokogiri"
require "rexml/document"
require "webrick"
require "openssl"
require "erb"
def answer(value) = value
def read_note(name) = nil
def report
  gem "rack", "~> 2.0"
  require "rack"
  [Gem::Version.new(RUBY_VERSION) >= Gem::Version.new("3.0"), Gem::Specification.find_by_name("puma").name,
   BCrypt::Password.create("x", cost: 4), $LOAD_PATH.grep(/site_ruby|vendor_ruby|rubygems-integration/), `ruby -e 'print 6 * 7'`]
end
"""


def test_packages_are_found_and_the_hosts_own_are_not(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = FUNCTIONAL + (
        "\n@spec('x')\ndef test_report(target):\n    new, name, hashed, foreign, child = target.call('report')\n"
        "    assert new is True and name == 'puma' and hashed.startswith('$2a$04$') and foreign == [] and child == '42'\n"
    )
    verdict = judged(evaluator, make_probe(tmp_path, "ruby", functional=functional, security=SECURITY), PACKAGES)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
