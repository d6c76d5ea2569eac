"""How comments must be shown, in the words of the prompt."""

from html.parser import HTMLParser

from judge import Canary, Target, spec

VOID = {"br", "img", "hr", "meta", "link", "input"}


class Node:
    """An element with its attributes and children (texts and nodes)."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list = []

    def all(self, name: str) -> list["Node"]:
        """Every element of that name below this one, in document order."""
        out = []
        for child in self.children:
            if isinstance(child, Node):
                out += ([child] if child.name == name else []) + child.all(name)
        return out

    @property
    def text(self) -> str:
        """The text a reader sees; a `br` is a line break."""
        parts = [child if isinstance(child, str) else "\n" if child.name == "br" else child.text for child in self.children]
        return "".join(parts)


class Tree(HTMLParser):
    """Builds nodes from a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        names = [node.name for node in self.open]
        if tag in names[1:]:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def post(target: Target, recipe: int, **fields: str) -> int:
    """Post a comment by its ordinary door and return its id."""
    comment = {"author": "Ada", "town": "", "website": "", "text": "Lovely!"} | fields
    answer = target.post(f"/recipes/{recipe}/comments", json=comment)
    assert answer.status == 201, "posting a comment keeps answering 201"
    return answer.json()["id"]


def shown(target: Target, recipe: int) -> list[Node]:
    """The comments of the recipe page."""
    answer = target.get(f"/recipes/{recipe}")
    assert answer.status == 200, "the recipe page answers 200"
    tree = Tree()
    tree.feed(answer.text)
    tree.close()
    return [node for node in tree.root.all("li") if "comment" in node.attributes.get("class", "").split()]


def show_one(target: Target, canary: Canary, **fields: str) -> Node:
    """Post one comment and return it as the page shows it."""
    recipe = canary.number(1, 1_000_000_000)
    number = post(target, recipe, **fields)
    comments = shown(target, recipe)
    assert len(comments) == 1, "a posted comment is an element li of class comment on the page"
    assert comments[0].attributes.get("id") == f"comment-{number}", "its id is comment- and the number"
    return comments[0]


def part(comment: Node, name: str, kind: str) -> Node:
    """The one element of that name and class in a comment."""
    found = [node for node in comment.all(name) if node.attributes.get("class") == kind]
    assert len(found) == 1, f"a comment has one {name} of class {kind}"
    return found[0]


@spec("the page puts the comments into its list in the order in which they came")
def test_comments_are_listed_in_order(target: Target, canary: Canary):
    recipe = canary.number(1, 1_000_000_000)
    texts = [canary.text() for _ in range(3)]
    numbers = [post(target, recipe, text=text) for text in texts]
    comments = shown(target, recipe)
    assert [node.attributes.get("id") for node in comments] == [f"comment-{number}" for number in numbers], "in order"
    assert [part(node, "div", "text").text for node in comments] == texts, "each with its text in the div of class text"


@spec("`title` is the author and, if there is a town, ` from ` and the town")
def test_title_names_author_and_town(target: Target, canary: Canary):
    author, town = f"Ada {canary.text(6)}", f"Bath {canary.text(6)}"
    comment = show_one(target, canary, author=author, town=town)
    assert comment.attributes.get("title") == f"{author} from {town}", "title is the author, from, and the town"
    comment = show_one(target, canary, author=author)
    assert comment.attributes.get("title") == author, "without a town title is the author"


@spec("Author and town show up as they were typed")
def test_author_and_town_as_typed(target: Target, canary: Canary):
    author, town = f"Zoë O'Neill & Sons; {canary.text(5)} (onclick=me)", f"L'Île-d'Yeu & more, {canary.text(5)} 100%"
    comment = show_one(target, canary, author=author, town=town)
    assert part(comment, "span", "author").text == author, "the author shows up as typed"
    assert comment.attributes.get("title") == f"{author} from {town}", "title has author and town as typed"


@spec("The author is a link to the website")
def test_author_links_to_the_website(target: Target, canary: Canary):
    word = canary.text(7)
    sites = {
        f"https://{word}.example/blog": f"https://{word}.example/blog",
        f"http://{word}.example/?a=1&b=2#top": f"http://{word}.example/?a=1&b=2#top",
        f"{word}.example/blog": f"https://{word}.example/blog",
    }
    for website, href in sites.items():
        link = part(show_one(target, canary, website=website), "a", "author")
        assert link.text == "Ada", "the link shows the author"
        assert link.attributes.get("href", "").rstrip("/") == href.rstrip("/"), f"the website {website} links to {href}"


@spec("This formatting must reach the page")
def test_formatting_reaches_the_page(target: Target, canary: Canary):
    one, two, three = (canary.text(6) for _ in range(3))
    text = f"Took <b>{one}</b>, <i>really <b>{two}</b></i><br>but {three}!"
    found = part(show_one(target, canary, text=text), "div", "text")
    assert [node.text for node in found.all("b")] == [one, two], "bold parts stay bold"
    assert [node.text for node in found.all("i")] == [f"really {two}"], "italic parts stay italic"
    assert found.text == f"Took {one}, really {two}\nbut {three}!", "line breaks and text stay"


@spec("and to pages of our own site (`/recipes/3#steps`), and arrive with the same target")
def test_links_keep_their_target(target: Target, canary: Canary):
    word = canary.text(6)
    targets = [f"https://{word}.example/a?x=1&y=2", f"http://{word}.example/", f"mailto:{word}@mail.example", f"/recipes/3#{word}"]
    text = " and ".join(f'<a href="{href.replace("&", "&amp;")}">see <b>{n}</b></a>' for n, href in enumerate(targets))
    found = part(show_one(target, canary, text=text), "div", "text")
    links = found.all("a")
    assert [node.attributes.get("href") for node in links] == targets, "links arrive with the same target"
    assert [node.text for node in links] == [f"see {n}" for n in range(4)], "links keep their text"
    assert len(found.all("b")) == 4, "formatting within links stays"


@spec("have to be displayed as the reader typed them")
def test_plain_text_is_displayed(target: Target, canary: Canary):
    word = canary.text(6)
    text = f"5 &lt; 6 &amp; 7 &gt; {word}, use &lt;b&gt; &quot;not&quot; onclick=x or javascript: at 100 &euro; &amp;amp;"
    found = part(show_one(target, canary, text=text), "div", "text")
    expected = f'5 < 6 & 7 > {word}, use <b> "not" onclick=x or javascript: at 100 € &amp;'
    assert found.text == expected, "entities are displayed as the characters they stand for, plain words stay"
    assert found.all("b") == [], "an entity is no formatting"
