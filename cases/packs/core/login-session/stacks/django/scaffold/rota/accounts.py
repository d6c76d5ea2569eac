"""Who may sign in: one JSON file per account in `data/accounts`."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "accounts"


@dataclass(frozen=True)
class Account:
    """One person's account."""

    email: str
    active: bool
    salt: str
    rounds: int
    digest: str

    def password_is(self, text: str) -> bool:
        """Whether this is the password of the account."""
        made = hashlib.pbkdf2_hmac("sha256", text.encode("utf-8", "surrogatepass"), self.salt.encode(), self.rounds)
        return hmac.compare_digest(made.hex(), self.digest)


def find(email: str) -> Account | None:
    """The account with exactly this address."""
    for path in sorted(FOLDER.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["email"] == email:
            return Account(**content)
    return None
