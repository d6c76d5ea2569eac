"""Sign-up and sign-in."""

import passwords
import table


def sign_up(name: str, email: str, password: str) -> None:
    """Add a member."""
    records = table.load()
    if email in records:
        raise ValueError("there is a member with this address")
    records[email] = {"name": name, "email": email, "password": passwords.hash_password(password)}
    table.save(records)


def sign_in(email: str, password: str) -> bool:
    """Whether this is the member's password; old records are renewed on the way."""
    records = table.load()
    record = records.get(email)
    if record is None or not passwords.verify_password(password, record["password"]):
        return False
    if passwords.needs_rehash(record["password"]):
        record["password"] = passwords.hash_password(password)
        table.save(records)
    return True
