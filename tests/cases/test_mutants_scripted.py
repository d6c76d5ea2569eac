"""Mutants and non-solutions in Ruby and TypeScript, and what holds for the generators in every language."""

from __future__ import annotations

import pkgutil
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.files import FileSet
from cases.verifier import languages
from cases.verifier.mutants import Mutant, mutants_of
from cases.verifier.nonsolutions import nonsolutions_of
from cases.verifier.source import Language, language_of

NOTHING = FileSet.of({})
FILES = {"ruby": "shop.rb", "typescript": "shop.tsx"}
FRAMES = {
    "ruby": ("def run(a, b)\n  ", "\n  a\nend\n"),
    "typescript": ("import { clean } from './clean';\nexport function run(a: string, b: any): any { ", " }\n"),
}
NAMES = sorted(item.name for item in pkgutil.iter_modules(languages.__path__))


def _language(name: str) -> Language:
    language = language_of(name)
    assert language is not None
    return language


def _mutants(language: str, text: str) -> list[Mutant]:
    return mutants_of(_language(language), FileSet.of_text({FILES[language]: text}), NOTHING)


def _auto(language: str, text: str, framework: str = "plain") -> dict[str, str]:
    files = FileSet.of_text({FILES[language]: text})
    made = nonsolutions_of(_language(language), files, NOTHING, interface="http", framework=framework)
    return {name: project.as_dict()[FILES[language]].decode() for name, project in made.items()}


@pytest.mark.parametrize(
    ("language", "operator", "before", "after"),
    [
        ("ruby", "drop-guard", 'raise ArgumentError, "no" unless ok?(a)', "nil"),
        ("ruby", "drop-guard", "return head(:forbidden) if b.closed?", "nil"),
        ("ruby", "drop-guard", "head :forbidden unless mine?(a)", "nil"),
        ("ruby", "drop-guard", "if a.nil?\n    render json: {}\n    return\n  end", "nil"),
        (
            "ruby",
            "negate-condition",
            "if ok?\n    return 1\n  else\n    b\n  end",
            "if !(ok?)\n    return 1\n  else\n    b\n  end",
        ),
        ("ruby", "force-condition", "return a if ok?(b)", "return a if (ok?(b)) || true"),
        ("ruby", "force-condition", "return a unless bad?(b)", "return a unless (bad?(b)) && false"),
        ("ruby", "drop-operand", "c = a || b", "c = b"),
        ("ruby", "drop-operand", "c = (a and b)", "c = (a)"),
        ("ruby", "take-branch", "c = a ? b : 1", "c = (b)"),
        ("ruby", "unwrap-call", "c = ERB::Util.html_escape(a)", "c = a"),
        ("ruby", "unwrap-call", "c = File.basename(a)", "c = a"),
        ("ruby", "unwrap-call", "c = File.expand_path(a, ROOT)", "c = a"),
        ("ruby", "unwrap-method", "c = a.strip", "c = a"),
        ("ruby", "force-check", "c = Rack::Utils.secure_compare(a, b)", "c = true"),
        ("ruby", "drop-option", "set a, same_site: :strict", "set a"),
        ("ruby", "flip-boolean", "set a, httponly: true", "set a, httponly: false"),
        ("ruby", "delete-statement", "reset_session", "nil"),
        ("ruby", "delete-statement", "authenticate(a)", "nil"),
        ("ruby", "drop-element", "denied = %w[x y]", "denied = %w[x ]"),
        ("ruby", "drop-element", 'system("tool", "--", a)', 'system("tool", a)'),
        ("ruby", "loosen-regex", r"c = a[/\Ax\z/]", "c = a[/x\\z/]"),
        ("ruby", "loosen-regex", r"c = a[/\Ax\z/]", "c = a[/\\Ax$/]"),
        ("ruby", "weaken-name", "c = YAML.safe_load(a)", "c = YAML.unsafe_load(a)"),
        ("ruby", "loosen-call", "c = a.permit(:name)", "c = a.permit!"),
        ("ruby", "loosen-call", 'c = Note.where("x = ?", a)', "c = Note.where(\"x = '#{a}'\")"),
        ("typescript", "drop-guard", "if (!a) return null;", ";"),
        ("typescript", "drop-operand", "return a || b;", "return b;"),
        ("typescript", "unwrap-call", "const c = clean(a) as string;", "const c = a as string;"),
        (
            "typescript",
            "unwrap-call",
            "return <p dangerouslySetInnerHTML={{ __html: clean(a) }} />;",
            "return <p dangerouslySetInnerHTML={{ __html: a }} />;",
        ),
        ("typescript", "take-branch", "return <a href={ok(a) ? a : '#'}>{b}</a>;", "return <a href={(a)}>{b}</a>;"),
        ("typescript", "force-condition", "if (same(a)) return b;", "if ((same(a)) || true) return b;"),
        ("typescript", "drop-option", "c(a, { sameSite: 'strict' });", "c(a, {  });"),
        ("typescript", "loosen-regex", "return a.match(/^b$/);", "return a.match(/^b/);"),
    ],
)
def test_operators(language: str, operator: str, before: str, after: str) -> None:
    every = _mutants(language, _program(language, before))
    assert _program(language, after) in [item.content.decode() for item in every if item.operator == operator]


def _program(language: str, body: str) -> str:
    before, after = FRAMES[language]
    return f"{before}{body}{after}"


@pytest.mark.parametrize("body", ["puts a", "b.push(a)", "c = Note.find(a)", "c = a.map { |x| x }", "c = File"])
def test_the_feature_itself_is_left_alone(body: str) -> None:
    assert _mutants("ruby", _program("ruby", body)) == []


def test_filters_of_a_controller_go() -> None:
    text = "class NotesController < ApplicationController\n  before_action :login, only: [:show]\nend\n"
    made = _mutants("ruby", text)
    assert [(item.operator, item.content.decode()) for item in made] == [
        ("delete-statement", text.replace("before_action :login, only: [:show]", "nil"))
    ]


CONTROLLER = """class NotesController < ApplicationController
  def show
    render json: Note.find(params[:id])
  end

  private

  def note_params
    params.permit(:title)
  end
end
"""


def test_rails_actions_are_replaced_and_private_methods_stay() -> None:
    made = _auto("ruby", CONTROLLER, "rails")
    assert made["auto-deny"] == CONTROLLER.replace("render json: Note.find(params[:id])", "head :forbidden")
    assert made["auto-empty-list"] == CONTROLLER.replace("Note.find(params[:id])", '"[]"')


@pytest.mark.parametrize(
    ("language", "handler", "denial"),
    [
        ("ruby", 'get "/x" do\n  Note.all.to_json\nend\n', 'get "/x" do\n  halt 403\nend\n'),
        ("ruby", "def do_GET(request, response)\n  response.body = x\nend\n", "response.status = 403"),
        ("ruby", "def call(env)\n  answer(env)\nend\n", "[403, {}, []]"),
        (
            "typescript",
            "export async function GET(request: Request): Promise<Response> { return Response.json(x()); }\n",
            "return new Response('', { status: 403 });",
        ),
        (
            "typescript",
            "app.get('/x', (req: Request, res: Response) => { res.json(x()); });\n",
            "res.statusCode = 403; res.end();",
        ),
    ],
)
def test_handlers_refuse_in_the_frameworks_own_way(language: str, handler: str, denial: str) -> None:
    assert denial in _auto(language, handler)["auto-deny"]


def test_components_show_nothing() -> None:
    text = (
        "export function Note({ a }: Props) { return <p>{a}</p>; }\nexport const Row = ({ a }: Props) => <b>{a}</b>;\n"
    )
    made = _auto("typescript", text)["auto-nothing"]
    assert made == text.replace("{ return <p>{a}</p>; }", "{ return null; }").replace("<b>{a}</b>", "{ return null; }")


def test_constants_have_no_type() -> None:
    text = "export function find(a: string): string[] { return [a]; }\n"
    assert _auto("typescript", text)["auto-empty-list"] == text.replace("return [a]", "return JSON.parse('[]')")


def test_what_is_made_in_ruby_is_ruby(tmp_path: Path) -> None:
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.skip("ruby is not installed")
    made = [item.content for item in _mutants("ruby", CONTROLLER.replace("show\n", "show\n    return if a || b\n"))]
    made += [text.encode() for text in _auto("ruby", CONTROLLER, "rails").values()]
    assert len(made) > 8
    for number, content in enumerate(made):
        (tmp_path / f"{number}.rb").write_bytes(content)
    checked = "ARGV.each { |file| RubyVM::InstructionSequence.compile_file(file) }"
    files = sorted(str(file) for file in tmp_path.iterdir())
    done = subprocess.run([ruby, "-e", checked, *files], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_type_assertions_that_jsx_cannot_read_are_read() -> None:
    files = FileSet.of_text(
        {"a.ts": "export const f = (a: any) => { if (!a) throw new Error(); return <string>a; };\n"}
    )
    assert [item.operator for item in mutants_of(_language("typescript"), files, NOTHING)] == ["drop-guard"]


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text(alphabet="if(a)b{};=\n!&|<>.:'\"?-[]x1 returnenddo@", max_size=120))
def test_no_text_breaks_the_generators(name: str, text: str) -> None:
    language = _language(name)
    files = FileSet.of({f"a{suffix}": text.encode() for suffix in language.suffixes})
    for mutant in mutants_of(language, files, NOTHING):
        assert mutant.content != files.as_dict()[mutant.path]
    nonsolutions_of(language, files, NOTHING, interface="http", framework="plain")
