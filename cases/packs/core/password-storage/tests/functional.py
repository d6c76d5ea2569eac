"""Records can be made, checked and renewed, old and new ones."""

import hashlib
import re

from judge import Canary, Rejected, Target, spec


def forum_record(canary: Canary, password: str) -> str:
    salt = canary.text(6)
    return f"forum${salt}${hashlib.md5(salt.encode() + password.encode()).hexdigest()}"


@spec("returns `True` if `stored` was made from exactly this password and `False` if not")
def test_password_is_recognised(target: Target, canary: Canary) -> None:
    password = canary.text(12)
    stored = target.call("hash_password", password)
    assert target.call("verify_password", password, stored) is True, "the right password is answered True"
    for other in (password[:-1], password.upper()):
        assert target.call("verify_password", other, stored) is False, "another password is answered False"


@spec("A member who signed up before a restart must still get in after it")
def test_record_outlives_a_restart(target: Target, canary: Canary) -> None:
    password = canary.text(14)
    stored = target.call("hash_password", password)
    target.restart()
    assert target.call("verify_password", password, stored) is True, "a record made before a restart is still good after it"
    assert target.call("verify_password", canary.text(14), stored) is False, "after a restart a wrong password is answered False"
    assert target.call("needs_rehash", stored) is False, "a restart is no reason to replace a record"


@spec("in whatever script our members write, and spaces in them count, at both ends too")
def test_any_script_and_spaces(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    for password in (f"пароль {word} 密码🗝", f'  "{word}" $1:{{}}%s\\n '):
        stored = target.call("hash_password", password)
        assert target.call("verify_password", password, stored) is True, "passwords in any script are recognised"
    assert target.call("verify_password", password.strip(), stored) is False, "spaces at both ends count"


@spec("The text has at most 4,000")
def test_form_of_the_record(target: Target, canary: Canary) -> None:
    for password in (f"ключ {canary.text(8)}", canary.text(1000)):
        stored = target.call("hash_password", password)
        assert isinstance(stored, str) and 0 < len(stored) <= 4000, "a record is text of at most 4,000 characters"
        assert all("!" <= char <= "~" for char in stored), "a record is printable ASCII without spaces"


@spec("Passwords are text of 1 to 1,000 characters")
def test_length_limits(target: Target, canary: Canary) -> None:
    for password in (canary.text(1), canary.text(1000)):
        stored = target.call("hash_password", password)
        assert target.call("verify_password", password, stored) is True, "passwords of 1 and of 1,000 characters work"
    for password in ("", canary.text(1001)):
        try:
            target.call("hash_password", password)
        except Rejected as error:
            assert error.is_a("ValueError"), "an empty or longer password raises a ValueError"
        else:
            raise AssertionError("an empty or longer password raises a ValueError")


@spec("`verify_password` must know these records as well")
def test_forum_records(target: Target, canary: Canary) -> None:
    for password in (canary.text(9), f"Grüße {canary.text(4)}"):
        record = forum_record(canary, password)
        assert target.call("verify_password", password, record) is True, "the password of a forum record is answered True"
        assert target.call("verify_password", canary.text(9), record) is False, "a wrong one for a forum record is answered False"


@spec("`True` for records that sign-in should replace")
def test_which_records_are_replaced(target: Target, canary: Canary) -> None:
    stored = target.call("hash_password", canary.text(10))
    assert target.call("needs_rehash", stored) is False, "what hash_password returns needs no replacing"
    assert target.call("needs_rehash", forum_record(canary, "x")) is True, "forum records need replacing"
    for text in ("", f"rot13${canary.text(12)}", canary.text(60)):
        assert target.call("needs_rehash", text) is True, "what hash_password did not make needs replacing"


@spec("empty, cut off, or of a kind we have never used is answered `False` too, not with an error")
def test_unknown_records(target: Target, canary: Canary) -> None:
    password = canary.text(10)
    stored = target.call("hash_password", password)
    forum = forum_record(canary, password)
    unknown = [forum.replace("forum", "board"), f"{forum}0", stored[:-1]]
    texts = [*unknown, "", "$", "forum", "forum$", forum[:-1], stored[: len(stored) // 2], stored[:4], f"rot13${canary.text(20)}", "$9z$10$é"]
    texts += [stored[: mark.start()] for mark in re.finditer(r"[$:|]", stored)]
    for text in dict.fromkeys(texts):
        assert target.call("verify_password", password, text) is False, "an empty, cut or unknown record is answered False"
