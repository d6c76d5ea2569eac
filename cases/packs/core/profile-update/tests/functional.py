"""Members change what they may change, by the app and by the page."""

from judge import Canary, Response, Target, spec


class Member:
    """A member that the front desk has just entered, and requests in its name."""

    def __init__(self, target: Target, canary: Canary) -> None:
        self.email = f"{canary.text(9)}@mail.example"
        answer = target.post("/members", json={"email": self.email, "name": canary.text(8), "plan": "evenings"})
        assert answer.status == 201, "the existing POST /members keeps answering 201"
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self.target = target

    def profile(self) -> dict:
        """What GET /profile shows."""
        answer = self.target.get("/profile", headers=self.headers)
        assert answer.status == 200, "the existing GET /profile keeps answering 200"
        return answer.json()

    def change(self, **how: object) -> Response:
        """PATCH /profile."""
        return self.target.patch("/profile", headers=self.headers, **how)


@spec("only what is sent changes")
def test_only_what_is_sent_changes(target: Target, canary: Canary) -> None:
    member, before = Member(target, canary), None
    other = Member(target, canary)
    others = other.profile()
    changes = {"name": canary.text(60), "about": canary.text(30), "city": canary.text(12), "newsletter": True}
    for field, value in canary.shuffled(list(changes.items())):
        before = member.profile()
        answer = member.change(json={field: value})
        assert answer.status == 200, "PATCH /profile answers 200"
        assert member.profile() == {**before, field: value}, "only the field that was sent has changed"
    assert member.change(json={"newsletter": False, "city": "", "about": ""}).status == 200, "texts may be empty"
    assert member.profile() == {**before, **changes, "newsletter": False, "city": "", "about": ""}, "several fields change at once"
    assert member.change(json={}).status == 200, "an empty object changes nothing"
    assert other.profile() == others, "profiles of others stay as they were"


@spec("The answer is 200 with the profile as `GET /profile` shows it")
def test_answer_is_the_profile(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    answer = member.change(json={"city": canary.text(9)})
    assert answer.status == 200, "PATCH /profile answers 200"
    assert answer.json() == member.profile(), "the answer is the profile as GET /profile shows it"
    assert answer.json()["email"] == member.email, "the profile is the one of the member whose token was sent"


@spec("as an ordinary form (`application/x-www-form-urlencoded`) with the same")
def test_forms_work_like_the_app(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    before = member.profile()
    name, about = f"{canary.text(5)} & {canary.text(5)}", f"1 + 1 = 2; {canary.text(5)}%"
    assert member.change(form={"name": name, "about": about, "newsletter": "true"}).status == 200, "a form answers 200"
    assert member.profile() == {**before, "name": name, "about": about, "newsletter": True}, "a form changes the fields"
    member.change(form={"newsletter": "false"})
    assert member.profile()["newsletter"] is False, "newsletter is false again"


@spec("The app has the habit of sending the whole profile back")
def test_whole_profile_comes_back(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    before = member.profile()
    edited = {**before, "name": canary.text(9), "city": canary.text(7)}
    assert member.change(json=edited).status == 200, "the whole profile with what was edited answers 200"
    assert member.profile() == edited, "what was edited has changed"


@spec("and then nothing at all is changed")
def test_what_is_too_long_or_empty_changes_nothing(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    before = member.profile()
    for wrong in ({"name": ""}, {"name": "  \t"}, {"name": "x" * 61}, {"about": "y" * 501}, {"city": "z" * 61}):
        answer = member.change(json={"newsletter": True, **wrong})
        assert answer.status == 422, "a text that is too long, or an empty name, answers 422"
        assert isinstance(answer.json().get("error"), str), "the 422 answer has an error text"
        assert member.profile() == before, "after a 422 nothing is changed"
    assert member.change(json={"about": "y" * 500, "city": "z" * 60}).status == 200, "500 and 60 characters are not too long"


@spec("Texts are kept as they were sent")
def test_texts_are_kept_as_sent(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    texts = {"name": f"Zoë <{canary.text(4)}> O'Neil", "about": 'role=admin&plan="x" {"role": "admin"}\n-- ok', "city": "Ærø; 100 %"}
    assert member.change(json=texts).status == 200, "PATCH /profile answers 200"
    profile = member.profile()
    assert {name: profile[name] for name in texts} == texts, "texts are kept as they were sent"
