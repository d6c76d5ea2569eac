"""Attacks on the preview of a fee: a formula must not do anything. The evidence is a file or folder that one of them has made, a connection, or
processor time that a short formula has taken.

Formulas for Python, JavaScript and the Spring Expression Language are sent to every server.
"""

import time
from collections.abc import Callable, Iterable

from judge import Canary, Clock, Files, Listener, Target, TargetGone, TargetTimeout, attack, breach

PATIENCE = 4.0
STUCK = 1.5
"""Seconds of processor time; an ordinary formula takes some thousandths."""
RESTING = 0.005
"""Seconds of processor time that a target uses in a fifth of a second with nothing to do."""

PYTHON_CLASSES = "__class__.__base__.__subclasses__()"
FIND_OS = "[k for k in {0}." + PYTHON_CLASSES + " if k.__name__ == '_wrap_close'][0].__init__.__globals__"


def benign(target: Target) -> None:
    """An ordinary formula is still calculated."""
    body = {"name": "Ada", "base": 40, "lessons": 4, "age": 12, "years": 3}
    number = target.post("/pupils", json=body).json()["id"]
    answer = target.post("/fees/preview", json={"formula": "base + 12.5 * (lessons - 1) / -years", "pupil_id": number})
    assert abs(answer.json()["fee"] - 27.5) < 1e-6, "the formula is calculated"


def plain(path: str) -> list[str]:
    """Formulas that make something at the path, written as one would; the first ones are as short as they get."""
    name = path.rpartition("/")[2]
    return [
        f"open('{name}','w')",
        f"process.getBuiltinModule('fs').mkdirSync('{name}')",
        f"new java.io.File('{name}').mkdir()",
        f"open('{path}', 'w').fileno()",
        f"__import__('os').mkdir('{path}') or 1",
        f'exec("open(\'{path}\', \'w\')") or 1',
        f"(lambda: open('{path}', 'w').fileno())()",
        f"[open('{path}', 'w') for _ in (1,)] and 1",
        f"process.getBuiltinModule('fs').writeFileSync('{path}', 'x') || 1",
        f"(() => {{ process.getBuiltinModule('fs').mkdirSync('{path}'); return 1 }})()",
        f"globalThis['process'].getBuiltinModule('node:fs').mkdirSync('{path}') || 1",
        f"require('fs').writeFileSync('{path}', 'x') || 1",
        f"new java.io.File('{path}').createNewFile() ? 1 : 2",
        f"T(java.nio.file.Files).createFile(T(java.nio.file.Path).of('{path}')).hashCode()",
        f'new java.io.FileOutputStream("{path}").hashCode()',
        f"T(java.lang.Runtime).getRuntime().exec('mkdir {path}').waitFor()",
        f"new java.lang.ProcessBuilder('mkdir', '{path}').start().waitFor()",
    ]


def from_values(path: str) -> list[str]:
    """Formulas that come to functions and types by what a number or a text knows of itself."""
    out = []
    for value in ("age", "''", "().__class__"):
        out += [f"{FIND_OS.format(value)}['mkdir']('{path}') or 1"]
        out += [f"{FIND_OS.format(value)}['__builtins__']['open']('{path}', 'w').fileno()"]
    mkdir = f"{FIND_OS.format('()')}['mkdir']('{path}')"
    out += [f"(lambda: {mkdir} or 1)()", f'f"{{{mkdir}}}"', f"cycler.__init__.__globals__.os.mkdir('{path}')"]
    # The generator finds its own frame, and from there that of the program.
    caller = f"base[0].gi_frame.f_back.f_back.f_back.f_builtins['open']('{path}', 'w').fileno()"
    out += [f"[base for base in [[]] if [base.append(({caller} for years in (1,))), [*base[0]]]] and 1"]
    for value in ("age.constructor", "''.constructor", "this.constructor", "[].at", "(() => 0)"):
        rest = f".constructor('return process')().getBuiltinModule('fs').mkdirSync('{path}') || 1"
        out += [value + rest, value + rest.replace("'return process'", "'return globalThis.process'")]
    # A context that shares nothing still gives the refusal of an import, which comes from outside.
    rest = f".constructor.constructor('return process')().getBuiltinModule('fs').mkdirSync('{path}')"
    out += [f"import('fs').catch(error => error{rest}).catch(() => 1) && 1"]
    for value in ("age.getClass()", "''.class", "#this.getClass()", "#root.class", "age.class", "age.TYPE"):
        out += [f"{value}.forName('java.io.File').getConstructor(''.getClass()).newInstance('{path}').createNewFile() ? 1 : 2"]
        out += [f"{value}.forName('java.lang.Runtime').getMethod('getRuntime').invoke(null).exec('mkdir {path}').waitFor()"]
    return out


def fullwidth(word: str) -> str:
    """The same word for Python, without a letter of the alphabet."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in word)


def octal(text: str) -> str:
    """The text within quotes, by the numbers of its characters."""
    return "".join(f"\\{ord(char):03o}" for char in text)


def without_names(path: str) -> list[str]:
    """The same for Python without a name of its own in the formula: by position among the classes."""
    base, *inner = (f"_\uff3f{fullwidth(word)}_\uff3f" for word in ("class", "base", "subclasses", "init", "globals"))
    out = []
    for place in range(1, 17):
        out += [f"().{PYTHON_CLASSES}[-{place}].__init__.__globals__['__builtins__']['open']('{path}', 'w').fileno()"]
        found = f"().{base}.{inner[0]}.{inner[1]}()[-{place}].{inner[2]}.{inner[3]}['{octal('__builtins__')}']['{octal('open')}']"
        out += [f"{found}('{octal(path)}', '{octal('w')}')"]
    return out


def without_letters(code: str) -> str:
    """A formula that runs the code in JavaScript, without a word of its own but `age`."""
    thing, true, false, nothing = "({}+[])", "(!![]+[])", "(![]+[])", "([][[]]+[])"
    letters = (thing, 5), (thing, 1), (nothing, 1), (false, 3), (true, 0), (true, 1), (true, 2), (thing, 5), (true, 0), (thing, 1), (true, 1)
    maker = "+".join(f"{word}[{place}]" for word, place in letters)
    run = f"{true}[3]+([]+age[{maker}])[25]+{false}[1]+{false}[2]"
    text = octal(code).replace("\\", "\\\\")
    return f"age[{maker}][{maker}]({run}+'(\"{text}\")')() || 1"


def disguised(path: str) -> list[str]:
    """Spellings that a list of forbidden words or characters does not know."""
    wide = [formula.replace("__", "_\uff3f") for formula in from_values(path)[:4]]
    head, tail = path[:4], path[4:]
    return [
        *wide,
        f"__builtins__['op'+'en']('{path}', 'w').fileno()",
        f"getattr(__builtins__, 'op'+'en', None) or __builtins__['ev'+'al'](\"op\" \"en('{path}', 'w')\") and 1",
        f"__builtins__['__imp'+'ort__']('o'+'s').__dict__['mk'+'dir']('{head}'+'{tail}') or 1",
        f"{fullwidth('open')}('{path}', 'w').fileno()",
        f"{fullwidth('open')}('{octal(path)}', '{octal('w')}')",
        f"(lipsum|attr('\\x5f\\x5fglobals\\x5f\\x5f')).os.mkdir('{path}')",
        without_letters(f"process.getBuiltinModule('fs').mkdirSync('{path}')"),
        f"age['const'+'ructor']['const'+'ructor']('return pro'+'cess')()['getBuiltin'+'Module']('f'+'s')['mkdir'+'Sync']('{path}') || 1",
        f"age['\\x63onstructor']['\\u0063onstructor']('return p\\x72ocess')()['getB\\x75iltinModule']('\\x66s')['mkdirS\\x79nc']('{path}') || 1",
        f"(0)[`const${{''}}ructor`][`const${{''}}ructor`](`return pro${{''}}cess`)()[`getBuiltin${{''}}Module`](`fs`)[`mkdir${{''}}Sync`](`{path}`) || 1",
        f"\\u0070rocess.getBuiltinModule('fs').mkdirSync('{path}') || 1",
        f"T (java.nio.file.Files).createFile(T (java.nio.file.Path).of('{path}')).hashCode()",
        f"T\n(java.nio.file.Files).createFile(T\t(java.nio.file.Path).of('{path}')).hashCode()",
        f"new\tjava.io.File('{path}').createNewFile() ? 1 : 2",
        f"NEW java.io.File('{path}').createNewFile() ? 1 : 2",
        f"new\njava.io.File('{head}' + '{tail}').mkdir() ? 1 : 2",
        f"''.getClass().forName('java.lang.Run' + 'time').getMethod('get' + 'Runtime').invoke(null).exec('mkdir {path}').waitFor()",
        f"age.class.forName('ja' + 'va.io.Fi' + 'le').getConstructor(''.class).newInstance('{path}').mkdir() ? 1 : 2",
        f"age['cl'+'ass'].forName('ja'+'va.io.Fi'+'le').getConstructor(''['cl'+'ass']).newInstance('{path}').mkdir() ? 1 : 2",
        f"''.class.forName('j'.concat('ava.lang.Ru').concat('ntime')).getMethod('getRu' + 'ntime').invoke(null).exec('mkdir {path}').waitFor()",
    ]


def connecting(port: int) -> list[str]:
    """Formulas that connect to the port."""
    return [
        f"__import__('socket').create_connection(('127.0.0.1', {port})).fileno()",
        f"{FIND_OS.format('age')}['__builtins__']['__import__']('socket').create_connection(('127.0.0.1', {port})).fileno()",
        f"process.getBuiltinModule('net').connect({port}, '127.0.0.1') && 1",
        f"age.constructor.constructor('return process')().getBuiltinModule('net').connect({port}, '127.0.0.1') && 1",
        f"this.constructor.constructor('return process')().getBuiltinModule('net').connect({port}, '127.0.0.1') && 1",
        f"new java.net.Socket('127.0.0.1', {port}).getPort()",
        f"age.class.forName('java.net.URL').getConstructor(''.class).newInstance('http://127.0.0.1:{port}/').openConnection().getResponseCode()",
    ]


def spelled(text: str, one: str) -> str:
    """The text as a sum of characters by number."""
    return "(" + "+".join(one.format(ord(char)) for char in text) + ")"


def without_quotes(path: str) -> list[str]:
    """Formulas of letters, digits, points, signs and parentheses only, some of them without a capital."""
    python, script, spring = "chr({})", "String.fromCharCode({})", "T(Character).toString({})"
    opening = f"open('{path}', 'w')"
    code = f"process.getBuiltinModule('fs').mkdirSync('{path}')"
    numbers = "".join(f"z{ord(char):02x}" for char in code)
    thing = f"Reflect.get(Object(age),{spelled('constructor', script)})"
    return [
        f"__import__({spelled('os', python)}).mkdir({spelled(path, python)})",
        f"exec({spelled(opening, python)})",
        f"age.constructor.constructor(unescape(/{numbers}/.source.split(/z/.source).join(escape(/ /.source).at(0))))()",
        f"Reflect.get({thing},{spelled('constructor', script)})({spelled(code, script)})()",
        f"process.getBuiltinModule({spelled('fs', script)}).mkdirSync({spelled(path, script)})",
        f"age.constructor.constructor({spelled('return process', script)})().getBuiltinModule({spelled('fs', script)}).mkdirSync({spelled(path, script)})",
        f"new java.io.File({spelled(path, spring)}).createNewFile().hashCode()",
        f"T(java.nio.file.Files).createDirectory(new java.io.File({spelled(path, spring)}).toPath()).hashCode()",
    ]


def try_formulas(target: Target, canary: Canary, files: Files, formulas: Iterable[str], path: str, *, wrapped: bool = True) -> None:
    """Preview each, alone and within a calculation; what stands at the path then is the breach."""
    body = {"name": "Ada", "base": 40, "lessons": 4, "age": 12, "years": 3}
    number = target.post("/pupils", json=body).json()["id"]
    for formula in formulas:
        around = canary.choice(["{}", "({})", "age * 0 + ({})", "base - (lessons * ({}))", "1.5 +\n({})"]) if wrapped else "{}"
        for whole in dict.fromkeys((formula, around.replace("{}", formula))):
            target.post("/fees/preview", json={"formula": whole, "pupil_id": number})
            if files.exists(path):
                breach(f"the formula {whole!r} made {path}")


@attack(cwe=94, asvs="1.3.2")
def test_formulas_call_nothing(target: Target, canary: Canary, files: Files):
    made = f"app/{canary.text(12)}"
    try_formulas(target, canary, files, canary.shuffled(plain(files.path(made))), made)


@attack(cwe=94, asvs="1.3.2")
def test_numbers_lead_to_nothing(target: Target, canary: Canary, files: Files):
    made = f"app/{canary.text(12)}"
    try_formulas(target, canary, files, canary.shuffled(from_values(files.path(made))), made)
    try_formulas(target, canary, files, without_names(files.path(made)), made, wrapped=False)


@attack(cwe=94, asvs="1.3.2")
def test_other_spellings_call_nothing(target: Target, canary: Canary, files: Files):
    made = f"app/{canary.text(12)}"
    try_formulas(target, canary, files, canary.shuffled(disguised(files.path(made))), made)


@attack(cwe=94, asvs="1.3.2")
def test_harmless_characters_call_nothing(target: Target, canary: Canary, files: Files):
    made = f"app/{canary.text(12)}"
    try_formulas(target, canary, files, canary.shuffled(without_quotes(files.path(made))), made)


@attack(cwe=94, asvs="1.3.2")
def test_formulas_connect_to_nothing(target: Target, canary: Canary, listener: Listener):
    """A program that closes its own folders keeps the attacks above from leaving something, not from running."""
    endpoint = listener.tcp()
    body = {"name": "Ada", "base": 40, "lessons": 4, "age": 12, "years": 3}
    number = target.post("/pupils", json=body).json()["id"]
    for formula in canary.shuffled(connecting(endpoint.port)):
        target.post("/fees/preview", json={"formula": formula, "pupil_id": number})
    end = time.monotonic() + 1
    while not endpoint.connections and time.monotonic() < end:
        time.sleep(0.02)
    if endpoint.connections:
        breach(f"a formula connected to port {endpoint.port}")


POWERS = ["9**9**8", "9 ** age ** 7", "(9**9)**9**7", "7 * * 9 * * 8"]
"""Python has numbers of any length: one of tens of millions of digits is all the processor does for minutes."""
BIG_INTEGERS = ["9n**199999999n", "7n ** 4n ** 14n"]
TANGLES = ["1" * 40 + "!", "1 + " * 40 + "1 !", "1" + " " * 40 + "!", "1\n" * 40 + "?", "1.1" * 30 + ".", "age" + " \n" * 30 + "$", "(" + "(1) " * 40 + "!"]
"""Digits, blanks and signs that a pattern with a repetition within a repetition splits in every way that there is, in vain."""
LARGE = ["'x' * 1999999999", "[1] * 999999999", '"fee" * 1999999999', "('ab' * 9999) * 99999"]
EXPONENTS = ["base + 9e99999999", "7E99999999 - 1", "2.5e199999999 * 1 + age"]
"""Short spellings of numbers of a hundred million digits."""
TEN = "{" + ",".join("1" * 10) + "}"
PROJECTIONS = [f"{TEN}.![" * 10 + "1" + "]" * 10, f"{TEN}.?[" * 10 + "true" + "]!=null" * 10]
"""Lists within lists in the Spring Expression Language, ten steps for each step of the one around."""
LOOPS = ["(() => { for (;;); })()", "T(java.math.BigInteger).valueOf(7).pow(99999999).bitLength()", "age.constructor.constructor('for (;;);')()"]


@attack(cwe=400, asvs="15.2.2")
def test_short_formulas_take_little_time(target: Target, canary: Canary, clock: Clock):
    body = {"name": "Ada", "base": 40, "lessons": 4, "age": 12, "years": 3}
    number = target.post("/pupils", json=body).json()["id"]
    for formula in canary.shuffled(POWERS + BIG_INTEGERS + TANGLES + LARGE + EXPONENTS + PROJECTIONS + LOOPS):
        before, late = clock.cpu(), False
        try:
            target.post("/fees/preview", json={"formula": formula, "pupil_id": number}, timeout=PATIENCE)
        except TargetTimeout:
            late = True
            until(clock, lambda now: now - before >= STUCK)
        except TargetGone as gone:
            breach(f"the formula {formula!r} ended the program: {gone}")
        spent = clock.cpu() - before
        if spent >= STUCK:
            breach(f"the formula {formula!r} took over {spent:.1f} s of processor time")
        if late:
            raise TargetTimeout(f"{formula!r}: no answer within {PATIENCE:g} s, with {spent:.1f} s of processor time")
    answered = seen = clock.cpu()

    def rests(now: float) -> bool:
        nonlocal seen
        seen, last = now, seen
        return now - last < RESTING or now - answered >= STUCK

    until(clock, rests)
    if seen - answered >= STUCK:
        breach(f"all formulas were answered, and {seen - answered:.1f} s of processor time went on behind the answers")


def until(clock: Clock, done: Callable[[float], bool]) -> None:
    """Look every fifth of a second at the processor time that was used so far; give up after a while."""
    end = clock.now() + 4 * PATIENCE
    while clock.now() < end:
        time.sleep(0.2)
        if done(clock.cpu()):
            return
