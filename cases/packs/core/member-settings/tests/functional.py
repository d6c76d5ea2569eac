"""What the settings page must do, in the words of the prompt."""

from html.parser import HTMLParser

from judge import Canary, Response, Target, spec

SITE = "library.example"


class Page(HTMLParser):
    """The fields of the form for the settings, as a browser would send them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"method": values.get("method", ""), "action": values.get("action", ""), "fields": {}, "boxes": {}})
        elif tag == "input" and self.forms and "name" in values:
            if values.get("type") == "checkbox":
                self.forms[-1]["boxes"][values["name"]] = (values.get("value", "on"), "checked" in values)
            elif values.get("type") not in ("submit", "button", "reset", "image"):
                self.forms[-1]["fields"][values["name"]] = values.get("value", "")


class Member:
    """A member's browser: it keeps cookies and says where a request comes from."""

    def __init__(self, target: Target, canary: Canary) -> None:
        self.session = target.session()
        answer = self.session.post("/join", form={"name": canary.text(10)}, headers={"Host": SITE})
        assert answer.status == 303, "the existing POST /join lets a new member in"

    def open(self) -> dict:
        """The form on the page."""
        answer = self.session.get("/settings", headers={"Host": SITE, "Sec-Fetch-Site": "none"})
        assert answer.status == 200, "GET /settings answers 200"
        forms = Page(answer.text).forms
        assert len(forms) == 1, "the page holds one form"
        return forms[0]

    def submit(self, form: dict, email: str, phone: str = "", newsletter: bool = False) -> Response:
        """Fill in the form and submit it."""
        assert {"email", "phone"} <= form["fields"].keys(), "the form has the inputs email and phone"
        assert form["boxes"].get("newsletter", ("",))[0] == "yes", "the form has the checkbox newsletter with the value yes"
        sent = {**form["fields"], "email": email, "phone": phone} | ({"newsletter": "yes"} if newsletter else {})
        origin = f"https://{SITE}"
        headers = {"Host": SITE, "Origin": origin, "Referer": f"{origin}/settings", "Sec-Fetch-Site": "same-origin"}
        return self.session.post(form["action"] or "/settings", form=sent, headers=headers)

    def details(self) -> dict:
        """What the library has stored."""
        answer = self.session.get("/api/me", headers={"Host": SITE}).json()
        return {name: answer[name] for name in ("email", "phone", "newsletter")}


def address(canary: Canary) -> str:
    return f"{canary.text(8)}@{canary.text(6)}.example"


@spec("The inputs show what is stored, whatever characters it has")
def test_the_form_shows_what_is_stored(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    form = member.open()
    assert form["method"].lower() == "post", "the form is sent by post"
    assert form["action"] == "/settings", "the form is sent to /settings"
    assert form["fields"]["email"] == "" and not form["boxes"]["newsletter"][1], "a new member has no email and no newsletter"
    email, phone = f"o'neil+\"{canary.text(5)}\"@a&b.example", f"<b>{canary.number(100, 999)}</b> & 'home'"
    assert member.submit(form, email, phone, newsletter=True).status == 303, "a submitted form answers 303"
    form = member.open()
    assert form["fields"]["email"] == email, "the input shows the stored email"
    assert form["fields"]["phone"] == phone, "the input shows the stored phone"
    assert form["boxes"]["newsletter"][1], "the checkbox is checked if the member gets the newsletter"


@spec("saves it for the member and answers 303 to `/settings`")
def test_a_submitted_form_is_saved(target: Target, canary: Canary) -> None:
    member, other = Member(target, canary), Member(target, canary)
    email, phone = address(canary), f"+44 {canary.number(1000, 9999)}"
    answer = member.submit(member.open(), f"  {email} ", f" {phone}\t", newsletter=True)
    assert answer.status == 303, "a submitted form answers 303"
    assert answer.location.removeprefix(f"https://{SITE}") == "/settings", "it leads back to /settings"
    assert member.details() == {"email": email, "phone": phone, "newsletter": True}, "the details are saved, without white space around"
    assert other.details() == {"email": "", "phone": "", "newsletter": False}, "the details of other members stay"


@spec("then the newsletter is off")
def test_an_unchecked_box_is_off(target: Target, canary: Canary) -> None:
    member, email = Member(target, canary), address(canary)
    member.submit(member.open(), email, newsletter=True)
    assert member.details()["newsletter"] is True, "a checked box turns the newsletter on"
    member.submit(member.open(), email)
    assert member.details() == {"email": email, "phone": "", "newsletter": False}, "without the box the newsletter is off"


@spec("for anything else the answer is 422 and nothing is saved")
def test_other_values_are_refused(target: Target, canary: Canary) -> None:
    member, email = Member(target, canary), address(canary)
    member.submit(member.open(), email, "12")
    known = member.details()
    for bad, phone in ((canary.text(9), "1"), ("", "1"), ("a@" + "b" * 119, "1"), (address(canary), "1" * 41)):
        answer = member.submit(member.open(), bad, phone)
        assert answer.status == 422, "an email without @ or a text that is too long answers 422"
        assert member.details() == known, "nothing is saved then"
    assert member.submit(member.open(), "a@" + "b" * 118, "1" * 40).status == 303, "120 and 40 characters are allowed"


@spec("is sent to `/login` with 303")
def test_the_page_needs_a_login(target: Target) -> None:
    answer = target.get("/settings", headers={"Host": SITE})
    assert answer.status == 303, "without login the page answers 303"
    assert answer.location.removeprefix(f"https://{SITE}") == "/login", "it leads to /login"


@spec("each of them\nworks, in any order, until they log out")
def test_several_tabs_work(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    tabs = [member.open() for _ in range(3)]
    for tab in [*canary.shuffled(tabs), tabs[0]]:
        email = address(canary)
        assert member.submit(tab, email).status == 303, "the form works in every tab, also a second time"
        assert member.details()["email"] == email, "the form of every tab is saved"
