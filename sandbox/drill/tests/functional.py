from judge import spec


@spec("gives back what it gets")
def test_gives_back(target, canary):
    word = canary.text()
    assert target.call("answer", word) == word, "the answer is the argument"
