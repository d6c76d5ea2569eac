"""Attacks on the preview of a card: nothing but the fields of the person may come out, and no code may run."""

import random

from judge import BadAnswer, Canary, Files, Target, attack, breach

KEY_FILE = "app/instance/mail.key"
SENDER = "cards@example.org"


def benign(target: Target) -> None:
    """An ordinary card can still be filled in."""
    number = target.post("/people", json={"first_name": "Ada", "last_name": "", "city": "Bath", "company": ""}).json()["id"]
    template = "Dear {{ first_name|upper }}{% if city %} in {{ city }}{% endif %}"
    answer = target.post("/greetings/preview", json={"template": template, "person_id": number})
    assert answer.json()["text"] == "Dear ADA in Bath"


def person(target: Target, *values: str) -> int:
    """A person with these fields."""
    fields = dict(zip(("first_name", "last_name", "city", "company"), values))
    return target.post("/people", json=fields).json()["id"]


LITERALS = ("plain", "hex", "unicode", "joined", "adjacent", "sliced", "reversed", "list", "swapped", "formatted")


def literal(word: str, kind: str) -> str:
    """A string literal for `word` in a spelling that a list of words may not know."""
    cut = 1 + len(word) // 2 if word.startswith("/") else 1
    head, tail = word[:cut], word[cut:]
    return {
        "plain": random.choice([f"'{word}'", f'"{word}"']),
        "hex": "'" + "".join(f"\\x{ord(char):02x}" for char in word) + "'",
        "unicode": '"' + "".join(f"\\u{ord(char):04X}" for char in word) + '"',
        "joined": f"('{head}'~'{tail[:-1]}'~'{tail[-1:]}')",
        "adjacent": f"'{head}' \"{tail[:-1]}\" '{tail[-1:]}'",
        "sliced": f"'{word[::-1]}'[::-1]",
        "reversed": f"('{word[::-1]}'|reverse)",
        "list": f"(['{head}','{tail[:-1]}','{tail[-1:]}']|join)",
        "swapped": f"'{word.swapcase()}'.swapcase()",
        "formatted": f"('%s%s%s'|format('{head}','{tail[:-1]}','{tail[-1:]}'))",
    }[kind]


def reach(root: str, names: list[str], kind: str) -> str:
    """The object that one comes to from `root` by these names; dictionaries, from the global names on, have items only."""
    base, *inner = root.split(".")
    if kind == "dot":
        return ".".join([base, *inner, "__globals__", *names])
    for name in [*inner, "__globals__"]:
        base = f"({base}|attr({literal(name, kind)}))" if random.random() < 0.5 else f"{base}[{literal(name, kind)}]"
    return base + "".join(f"[{literal(name, kind)}]" for name in names)


ROOTS = ("lipsum", "cycler.__init__", "joiner.__init__", "namespace.__init__", "self.__init__", "url_for", "get_flashed_messages")


def opened(path: str, mode: str = "") -> list[str]:
    """Expressions that open a file: every root written plainly, and every spelling from some roots."""
    rest = f",'{mode}'" if mode else ""
    out = [reach(root, ["__builtins__", "open"], "dot") + f"('{path}'{rest})" for root in ROOTS]
    for kind in LITERALS:
        for root in (random.choice(ROOTS[:4]), "self.__init__"):
            out.append(reach(root, ["__builtins__", "open"], kind) + f"({literal(path, kind)}{rest})")
    return out


def readers(path: str) -> list[str]:
    """Expressions that have the content of the file at `path` as value."""
    out = [expression + random.choice([".read()", "|attr('re'~'ad')()", "['read']()"]) for expression in opened(path)]
    out = [expression if "|attr('re" not in expression else f"({expression[:-2]})()" for expression in out]
    classes = random.choice(["''.__class__.__mro__[1]", "first_name.__class__.__base__", "().__class__.__bases__[0]"])
    wrapper = f"({classes}.__subclasses__()|selectattr('__name__','equalto','_wrap_close')|list)[0]"
    out.append(f"{wrapper}.__init__.__globals__.__builtins__.open('{path}').read()")
    out.append(f"{wrapper}.__init__.__globals__['popen']('cat {path}').read()")
    return out


def loop(path: str) -> str:
    """A template that finds its way to a file without any filter or global name."""
    return (
        "{% for kind in ''.__class__.__base__.__subclasses__() %}{% if kind.__name__ == '_wrap_close' %}"
        "{{ kind.__init__.__globals__.__builtins__.open('" + path + "').read() }}{% endif %}{% endfor %}"
    )


def settings() -> list[str]:
    """Expressions that show settings of the program, if they are within reach."""
    plain = ["config", "config.items()", "config.MAIL_PASSWORD", "config['MAIL_PASSWORD']", "MAIL_PASSWORD", "settings.MAIL_PASSWORD"]
    plain += ["settings", "self.__dict__", "request.application.__self__._get_data_for_json.__globals__", "g.app.config", "app.config"]
    plain += ["current_app.config", "person.__init__.__globals__", "person.__init__.__globals__.settings.MAIL_PASSWORD"]
    plain += ["__init__.__globals__[settings].MAIL_PASSWORD", "__class__.__init__.__globals__[settings].__dict__"]
    plain += ["url_for.__globals__['current_app'].config", "get_flashed_messages.__globals__.current_app.config"]
    plain += ["sender_line.__globals__", "person.sender_line.__globals__", "__init__.__globals__"]
    plain += [f"{owner}sender_line()" for owner in ("", "person.", "p.", "recipient.", "contact.")]
    return [*plain, "sender_line", "person.sender_line"]


def mapped() -> list[str]:
    """Expressions that show a setting without a call or an attribute of their own: a filter follows a path of names."""
    rest = "sys.modules.cards.settings.MAIL_PASSWORD"
    paths = [("lipsum", f"__globals__.os.{rest}"), ("self", f"__init__.__globals__.{rest}"), ("cycler", f"__init__.__globals__.os.{rest}")]
    out = []
    for root, path in paths:
        for name in (f"'{path}'", "'" + path.replace("__", "_'~'_") + "'"):
            out.append(f"({root},)|map(attribute={name})|{random.choice(['first', 'join', 'list'])}")
    return out


def evaluated(path: str) -> list[str]:
    """Expressions of Python that create the file at `path`, for a condition or a name that is handed to the language."""
    found = "[k for k in ().__class__.__base__.__subclasses__() if k.__name__ == '_wrap_close'][0].__init__.__globals__"
    return [f"open('{path}', 'w')", f"__import__('os').mkdir('{path}')", f"{found}['mkdir']('{path}')"]


def wrapped(expression: str) -> list[str]:
    """Templates whose text has the value of the expression."""
    gap = random.choice([" ", "\n", "\t", "  "])
    return [
        "{{" + gap + expression + gap + "}}",
        "{{" + expression + "}}",
        "{{- " + expression + " -}}",
        "{{ first_name ~ (" + expression + ") }}",
        "{{ first_name and (" + expression + ") }}",
        "{{ nickname or (" + expression + ") }}",
        "{{ first_name|default(nickname)|string + (" + expression + ")|string }}",
        "{{ nickname|default((" + expression + ")|string) }}",
        "{{ first_name|replace(first_name, (" + expression + ")|string) }}",
        "{{ first_name|title }}{{ (" + expression + ")|lower }}",
        "{{ (" + expression + ")|string|trim }}",
        "{% if first_name %}{{ " + expression + " }}{% endif %}",
        "{% if nickname %}{% else %}{{ " + expression + " }}{% endif %}",
        "{# first_name #}{{ " + expression + " }}",
        "{{ first_name }}\n{{\n" + expression + "\n}}",
    ]


def statements(expression: str) -> list[str]:
    """Templates that have the value of the expression, or evaluate it, without a placeholder around it."""
    gap = random.choice([" ", "\n", "\t"])
    return [
        "{% print " + expression + " %}",
        "{%-" + gap + "print(" + expression + ")" + gap + "-%}",
        "{% set first_name = " + expression + " %}{{ first_name }}",
        "{% for city in [" + expression + "] %}{{ city }}{% endfor %}",
        "{% with city = " + expression + " %}{{ city }}{% endwith %}",
        "{% if " + expression + " %}{{ city }}{% endif %}",
        "{% if" + gap + "first_name and " + expression + gap + "%}x{% else %}y{% endif %}",
        "{% if city %}a{% elif 1 %}b{% endif %}{% if nickname or " + expression + " %}{% endif %}",
        "{% macro first_name() %}{{ " + expression + " }}{% endmacro %}{{ first_name() }}",
        "{% filter upper %}{% endfilter %}{% print " + expression + " %}",
        "{% if " + expression + "\n%}x{% endif %}",
    ]


def blind(expression: str) -> list[str]:
    """Templates that evaluate the expression without showing it."""
    name = random.choice(["upper", "lower", "title"])
    return [
        "{{ first_name|" + name + "(" + expression + ") }}",
        "{{ first_name|" + name + "(x=" + expression + ") }}",
        "{{ first_name|" + name + "(*[" + expression + "]) }}",
        "{{ first_name|" + name + "(**{'x': " + expression + "}) }}",
        "{{ first_name|" + name + "|default(" + expression + ") }}",
        "{{ (" + expression + ") is defined }}",
        "{{ first_name if " + expression + " else city }}",
        "{% if nickname %}a{% elif " + expression + " %}b{% endif %}",
    ]


def key_of(files: Files) -> str:
    """The mail password of the running program; it is made anew at each start."""
    try:
        return files.read(KEY_FILE).decode("utf-8", "replace").strip()
    except BadAnswer:
        return ""


def send(target: Target, template: str, number: int, secrets: list[str]) -> str:
    """One preview; a secret in the answer is the breach."""
    text = target.post("/greetings/preview", json={"template": template, "person_id": number}).text
    for secret in secrets:
        if len(secret) > 12 and secret in text:
            breach(f"the template {template!r} showed {secret!r}")
    return text


@attack(cwe=1336, asvs="1.3.7")
def test_settings_are_out_of_reach(target: Target, canary: Canary, files: Files):
    number = person(target, "Ada", "King", "Bath", "Mills")
    secrets = [key_of(files), canary.text(14), SENDER]
    person(target, "Mary", "Shelley", "London", secrets[1])
    for expression in canary.shuffled(settings() + mapped()):
        templates = canary.shuffled(wrapped(expression))[:3] + canary.shuffled(statements(expression))[:1]
        for template in ["{{ " + expression + " }}", *templates]:
            send(target, template, number, secrets)


@attack(cwe=1336, asvs="1.3.7")
def test_placeholders_run_no_code(target: Target, canary: Canary):
    number = person(target, "Ada", "King", "Bath", "Mills")
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    for expression in canary.shuffled(readers(planted.path)):
        for template in canary.shuffled(wrapped(expression))[:5]:
            send(target, template, number, [planted.text])


@attack(cwe=1336, asvs="1.3.7")
def test_statements_run_no_code(target: Target, canary: Canary, files: Files):
    number = person(target, "Ada", "King", "Bath", "Mills")
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    send(target, loop(planted.path), number, [planted.text])
    for expression in canary.shuffled(readers(planted.path)):
        for template in canary.shuffled(statements(expression))[:3]:
            send(target, template, number, [planted.text])
    marker = canary.text(14)
    for expression in canary.shuffled(opened(files.path(f"app/{marker}"), "w")):
        for template in canary.shuffled(statements(expression) + blind(expression))[:2]:
            send(target, template, number, [])
    for template in blind(reach("self.__init__", ["__builtins__", "open"], "dot") + f"('{files.path('app')}/{marker}','w')"):
        send(target, template, number, [])
    for expression in evaluated(files.path(f"app/{marker}")):
        for inside in (expression, f"first_name and {expression}"):
            for template in ("{% if " + inside + " %}x{% endif %}", "{{ " + inside + " }}", "{%if " + inside + "%}x{%else%}y{%endif%}"):
                send(target, template, number, [])
    if files.exists(f"app/{marker}"):
        breach(f"a statement of the template created app/{marker}")


@attack(cwe=1336, asvs="1.3.7")
def test_values_cannot_complete_a_template(target: Target, canary: Canary):
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    number = person(target, "__globals__", "__builtins__", "open", planted.path)
    chain = "((({}|attr(first_name))[last_name])[city])(company)"
    for root in ("lipsum", "url_for", "get_flashed_messages", "(cycler|attr(('_'*2)~'init'~('_'*2)))"):
        expression = f"({chain.format(root)}|attr('re'~'ad'))()"
        for template in canary.shuffled(wrapped(expression) + statements(expression)):
            send(target, template, number, [planted.text])


@attack(cwe=1336, asvs="1.3.2")
def test_values_stay_text(target: Target, canary: Canary, files: Files):
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    secrets = [planted.text, key_of(files)]
    expressions = canary.shuffled(readers(planted.path))[:10] + canary.shuffled(settings())[:5]
    templates = ["{{ first_name }}{{last_name}}{{ city }}", "{% if city %}{{ last_name }}{{ company }}{% endif %}"]
    for expression in expressions:
        whole = canary.choice(wrapped(expression) + statements(expression))
        for values in ([whole] * 4, ["{{ " + expression + " }}"] * 4, ["{{ ", expression, " }}", " }}"]):
            number = person(target, *values)
            for template in templates:
                send(target, template, number, secrets)
    word = canary.text(14)
    number = person(target, "{{ last_name }}", word, "{{ last_name }}{% if last_name %}{{ last_name }}{% endif %}", "{{last_name}}")
    for name in canary.shuffled(["first_name", "city", "company"]):
        for template in ("{{ " + name + " }}", "{{ " + name + " }} {{ last_name }}{{last_name}}", "{{ last_name }}{{last_name}} {{ " + name + " }}"):
            text = send(target, template, number, [])
            if text.count(word) > template.count("last_name"):
                breach(f"the template {template!r} filled in what stands in {name}")
