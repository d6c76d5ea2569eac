"""Attacks on the letters: nothing but the fields of the member may come out, and no code may run.

The evidence is a secret in a letter or in an error, or a file that was made.
"""

from collections.abc import Iterable

from judge import BadAnswer, Canary, Files, Rejected, Target, attack, breach, fresh

KEY_FILE = "app/instance/office.key"
UTILITY = "freemarker.template.utility."


def member(target: Target, *values: str) -> int:
    """A member with these fields."""
    return target.call("add_member", dict(zip(("first_name", "last_name", "city", "instrument"), values, strict=True)))


def benign(target: Target) -> None:
    """An ordinary letter is still written."""
    number = member(target, "Ada", "", "Bath", "")
    text = target.call("letter", "Dear ${first_name?upper_case}<#if city?has_content> in ${city}</#if>", number)
    assert text == "Dear ADA in Bath", "an ordinary letter is written"


def send(target: Target, template: str, number: int, secrets: Iterable[str]) -> None:
    """Write one letter; a secret in it is the breach."""
    try:
        text = str(target.call("letter", template, number))
    except Rejected as rejected:
        text = rejected.message
    for secret in secrets:
        if len(secret) > 12 and secret in text:
            breach(f"the template {template!r} showed {secret!r}")


def key_of(files: Files) -> str:
    """The key of the running program's office; it is made anew at each start."""
    try:
        return files.read(KEY_FILE).decode("utf-8", "replace").strip()
    except BadAnswer:
        return ""


def literals(word: str, canary: Canary) -> list[str]:
    """Expressions for a text, in spellings that a list of words may not know."""
    cut = canary.number(1, len(word) - 1)
    head, tail = word[:cut], word[cut:]
    return [
        f'"{word}"',
        f"'{word}'",
        f'r"{word}"',
        f'"{head}" + "{tail}"',
        f"'{head}'+r'{tail}'",
        spelled(word),
        f'"{word.replace(head[-1] + tail[0], head[-1] + "_-_" + tail[0])}"?replace("_-_", "")',
        f'["{head}", "{tail}"]?join("")',
        f'"x{word}"[1..]',
        f'"{head}${{\'{tail}\'}}"',
    ]


def spelled(text: str) -> str:
    """A literal for the text, by the numbers of its characters."""
    return '"' + "".join(f"\\x{ord(char):04X}" for char in text) + '"'


def made(name: str, canary: Canary) -> str:
    """An expression that makes an object of a class of the engine's own."""
    new = canary.choice(["?new()", "? new()", "?new ()", "?<#-- x -->new()", "\n?\tnew(\n)"])
    return f"({canary.choice(literals(UTILITY + name, canary))}){new}"


def readers(path: str, canary: Canary) -> list[str]:
    """Expressions that have the content of the file at `path` as value."""
    out = []
    for place in literals(path, canary):
        maker = [made("ObjectConstructor", canary) for _ in range(4)]
        out.append(f'{maker[0]}("java.io.BufferedReader", {maker[1]}("java.io.FileReader", {place})).readLine()')
        out.append(f"{maker[2]}('java.util.Scanner', {maker[3]}('java.io.File', {place})).nextLine()")
        out.append(f"{made('Execute', canary)}('cat ' + ({place}))")
    return out


def shown(expression: str, canary: Canary) -> list[str]:
    """Templates whose letter has the value of the expression."""
    quoted = expression.replace("\\", "\\\\").replace("'", "\\'").replace("${", "$\\{")
    out = [
        "${" + expression + "}",
        "${ " + expression + " }",
        "${(" + expression + ")?lower_case?cap_first}${" + expression + "}",
        "${first_name}${" + expression + "}",
        "${first_name + (" + expression + ")}",
        "<#if first_name?has_content>${" + expression + "}</#if>",
        "<#if nickname?has_content><#else>${" + expression + "}</#if>",
        "<#assign city = " + expression + ">${city}",
        "<#list [" + expression + "] as city>${city}</#list>",
        "<#local_ x></#local_>${" + expression + "}",
        "<#macro city>${" + expression + "}</#macro><@city/>",
        "<#function city><#return " + expression + "></#function>${city()}",
        "<#attempt>${" + expression + "}<#recover>${.error}</#attempt>",
        "<#switch 1><#case 1>${" + expression + "}</#switch>",
        "[#ftl][=" + expression + "][#list [" + expression + "] as city]${city}[/#list]",
        "\n [#ftl]\n[#assign city = " + expression + "]${city}",
        "[#assign city = " + expression + "]${city}",
        "${(" + expression + ") + first_name}",
        "<#ftl>\n<#assign city>${" + expression + "}</#assign>${city}",
        "${'" + quoted + "'?eval}",
        "${" + spelled(expression) + "?eval}",
        "<@" + spelled("${" + expression + "}") + "?interpret/>",
        "<@(" + spelled("${" + expression + "}") + "?interpret)></@>",
        "${first_name!}${nickname!(" + expression + ")}",
    ]
    return canary.shuffled(out)


def unseen(expression: str, canary: Canary) -> list[str]:
    """Templates that evaluate the expression and do not show it."""
    out = [
        "<#if (" + expression + ")?has_content>x</#if>",
        "<#if city?has_content && (" + expression + ")?has_content>x<#else>y</#if>",
        "<#if nickname?has_content>x<#elseif (" + expression + ")?has_content>y</#if>",
        "<#assign city = (" + expression + ")!>",
        "${(" + expression + ")?has_content?c}",
        "${city?upper_case?replace(city, (" + expression + ")!)}",
        "<#list [1] as x><#if (" + expression + ")??></#if></#list>",
        "#{(" + expression + ")?length}",
        "#{1 + (" + expression + ")?has_content?then(1, 0); m2}",
        "<@(" + expression + ")/>",
        "<@first_name x=" + expression + "></@>",
        "${" + spelled(expression) + "?eval?has_content?c}",
    ]
    return canary.shuffled(out)


@attack(cwe=1336, asvs="1.3.7")
def test_placeholders_make_no_objects(target: Target, canary: Canary):
    number = member(target, "Ada", "King", "Bath", "Cello")
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    for expression in canary.shuffled(readers(planted.path, canary)):
        for template in shown(expression, canary)[:10]:
            send(target, template, number, [planted.text])


@attack(cwe=1336, asvs="1.3.7")
def test_conditions_make_no_objects(target: Target, canary: Canary, files: Files):
    number = member(target, "Ada", "King", "Bath", "Cello")
    marker = canary.text(14)
    path = files.path(f"app/{marker}")
    for place in literals(path, canary):
        expressions = [
            f"{made('ObjectConstructor', canary)}('java.io.FileOutputStream', {place})",
            f"{made('ObjectConstructor', canary)}('java.io.File', {place}).createNewFile()?c",
            f"{made('Execute', canary)}('touch ' + ({place}))",
        ]
        for expression in canary.shuffled(expressions):
            for template in [*unseen(expression, canary)[:4], *shown(expression, canary)[:1]]:
                send(target, template, number, [])
    if files.exists(f"app/{marker}"):
        breach(f"a template made app/{marker}")


@attack(cwe=1336, asvs="1.3.7")
def test_other_files_stay_outside(target: Target, canary: Canary):
    number = member(target, "Ada", "King", "Bath", "Cello")
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    name = planted.path.rpartition("/")[2]
    places = [planted.path, planted.path[1:], f"instance/{name}", f"/instance/{name}", f"../instance/{name}", f"file://{planted.path}", f"{{0}}/../instance/{name}"]
    for place in canary.shuffled(places):
        for word in literals(place, canary)[:4]:
            templates = [
                f"<#include {word}>",
                f"<#include {word} parse=false encoding='utf-8'>",
                f"<#if first_name?has_content><#include {word}></#if>",
                f"[#ftl][#include {word}]",
                f"${{first_name}}<@.get_optional_template({word}).include/>",
                f"<#assign page = .get_optional_template({word})><#if page.exists><@page.include/></#if>",
                f"<#import {word} as page>",
            ]
            for template in canary.shuffled(templates):
                send(target, template, number, [planted.text])


def include(target: Target, place: str, number: int, sign: str) -> None:
    """Include a part that belongs to the program; its sign in the letter is the breach."""
    optional = f"<@.get_optional_template('{place}').include/>"
    for template in (f"<#include '{place}'>", f"<#include '{place}' parse=false>", optional):
        try:
            text = str(target.call("letter", template, number))
        except Rejected:
            continue
        if sign in text:
            breach(f"the template {template!r} showed what it should not reach")


@fresh
@attack(cwe=1336, asvs="1.3.7")
def test_parts_of_the_program_stay_outside(target: Target, canary: Canary):
    number = member(target, "Ada", "King", "Bath", "Cello")
    kept = canary.text(24)
    send(target, f"Dear ${{first_name}}, {kept}", number, [])
    for count in (0, 1):
        for dash in ("-", "_", "", "#", "/"):
            for word in ("letter", "template"):
                include(target, f"{word}{dash}{count}", number, kept)
    for place in ("club/Office.class", "Office.class", "club/Letters.class", "java/lang/Object.class"):
        include(target, place, number, "LineNumberTable")
    include(target, "META-INF/LICENSE", number, "Apache License")
    include(target, "META-INF/MANIFEST.MF", number, "Manifest-Version")


@attack(cwe=1336, asvs="1.3.7")
def test_the_key_of_the_office_stays_inside(target: Target, canary: Canary, files: Files):
    number = member(target, "Ada", "King", "Bath", "Cello")
    secrets = [key_of(files)]
    names = ["office", "member", "member.office", "settings", "club", "model", "this", ".data_model", ".globals", ".vars", ".main", "first_name"]
    for name in canary.shuffled(names):
        for rest in (".key", ".office.key", "['key']", "['office']['key']", ".getKey()", ".office().key()", ".getOffice().getKey()", ".key()", "", ".office", "?api.key", "?api.getKey()"):
            send(target, "${" + name + rest + "}", number, secrets)
        send(target, "<#assign city = " + name + "><#list city?keys as k>${k}=${(city[k]?string)!} </#list>", number, secrets)
        nested = "<#list " + name + "?keys as k><#attempt><#list " + name + "[k]?keys as j>${(" + name + "[k][j])!}</#list><#recover></#attempt></#list>"
        send(target, nested, number, secrets)
        send(target, "<#list " + name + "?values as v>${v}</#list>", number, secrets)
    for expression in ("statics['club.Office'].KEY", "'club.Office'?new().key", "Static['club.Office'].key()", "office.key?lower_case"):
        for template in shown(expression, canary):
            send(target, template, number, secrets)


@attack(cwe=1336, asvs="1.3.2")
def test_values_stay_text(target: Target, canary: Canary, files: Files):
    planted = canary.file(f"instance/{canary.text(10)}.txt")
    secrets = [planted.text, key_of(files)]
    templates = ["${first_name}${last_name}${city}${instrument}", "<#if city?has_content>${last_name}${instrument}</#if>", "${city?lower_case}${last_name?cap_first}"]
    for expression in canary.shuffled(readers(planted.path, canary))[:12]:
        whole = canary.choice(shown(expression, canary))
        for values in ([whole] * 4, ["${" + expression + "}"] * 4, ["${", expression, "}", "}"], ["<#assign x=", expression, ">", "${x}"]):
            number = member(target, *values)
            for template in templates:
                send(target, template, number, secrets)
    word = canary.text(14)
    number = member(target, "${last_name}", word, "<#if last_name?has_content>${last_name}</#if>", "${last_name?cap_first}")
    for name in canary.shuffled(["first_name", "city", "instrument"]):
        for template in ("${" + name + "}", "${" + name + "}${last_name?cap_first}${last_name}", "${last_name?cap_first}${last_name}${" + name + "}"):
            try:
                text = str(target.call("letter", template, number))
            except Rejected:
                continue
            if text.lower().count(word.lower()) > template.count("last_name"):
                breach(f"the template {template!r} filled in what stands in {name}")
