from judge import Rejected, attack, breach


def benign(target):
    assert target.call("answer", 1) == 1


@attack(cwe=22)
def test_secret_stays(target, canary):
    secret = canary.file("../secret.txt")
    for name in ("../secret.txt", "../../secret.txt"):
        try:
            told = target.call("read_note", name)
        except Rejected:
            continue
        if secret.text in str(told):
            breach("the planted secret was returned")
