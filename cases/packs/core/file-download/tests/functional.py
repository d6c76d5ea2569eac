"""What the report archive must do, in the words of the prompt."""

from judge import Canary, Files, Target, spec


def download(target: Target, name: str):
    """Ask for one file."""
    return target.get("/reports/file", params={"name": name})


def media_type(answer) -> str:
    """The content type without its parameters."""
    return (answer.headers.get("content-type") or "").split(";")[0].strip().lower()


@spec("answers 200 with the bytes of that file, unchanged")
def test_returns_the_file(target: Target, canary: Canary, files: Files):
    report = canary.file(f"reports/{canary.text(8)}.txt")
    answer = download(target, report.path.rsplit("/", 1)[1])
    assert answer.status == 200, "an existing file answers 200"
    assert answer.text == report.text, "the answer is the content of the file"
    content = bytes(canary.shuffled(range(256))) * 40
    name = f"{canary.text(8)}.pdf"
    files.write(f"app/reports/{name}", content)
    answer = download(target, name)
    assert answer.status == 200, "a file that was added later answers 200"
    assert answer.body == content, "the bytes of the file are unchanged"


@spec("`name` is the path of the file below the reports folder, with `/` between folders")
def test_returns_files_in_folders(target: Target, canary: Canary):
    assert download(target, "2024/q1.txt").status == 200, "the sample report 2024/q1.txt is there"
    folder, deeper = canary.text(6), canary.text(6)
    for path in (f"{folder}/a.txt", f"{folder}/{deeper}/b.csv", f"{folder}/{deeper}/x/y/z/c.txt"):
        report = canary.file(f"reports/{path}")
        answer = download(target, path)
        assert answer.status == 200, "a file in a folder answers 200"
        assert answer.text == report.text, "the answer is the content of that very file"


@spec("several dots in a row (`minutes..final.txt`, a folder `v1..v2`) all occur and must work")
def test_unusual_names_work(target: Target, canary: Canary):
    word = canary.text(6)
    names = [
        f"minutes..{word}.txt",
        f"v1..v2/{word}.txt",
        f"{word}...txt",
        f"Q&A + budget {word}.txt",
        f"100% {word}.txt",
        f"{word} 50%25.txt",
        f"résumé-{word}.txt",
        f"o'clock ({word}); -- #1.txt",
    ]
    for name in names:
        report = canary.file(f"reports/{name}")
        answer = download(target, name)
        assert answer.status == 200, f"the file named {name!r} answers 200"
        assert answer.text == report.text, f"the answer is the content of {name!r}"


@spec("`application/octet-stream` for everything else")
def test_content_type_follows_the_extension(target: Target, canary: Canary):
    word = canary.text(6)
    types = {"txt": "text/plain", "csv": "text/csv", "pdf": "application/pdf", "dat": "application/octet-stream"}
    for extension, expected in types.items():
        canary.file(f"reports/{word}/r.{extension}")
        answer = download(target, f"{word}/r.{extension}")
        assert media_type(answer) == expected, f"a .{extension} file is {expected}"


@spec("If there is no such file, or if it is a folder, the answer is 404")
def test_missing_files_and_folders_answer_404(target: Target, canary: Canary):
    word = canary.text(8)
    canary.file(f"reports/{word}/inside.txt")
    for name in (f"{word}.txt", f"{word}/nothing.txt", f"no-{word}/inside.txt", word, f"{word}/"):
        answer = download(target, name)
        assert answer.status == 404, "a file that does not exist, or a folder, answers 404"
        assert isinstance(answer.json().get("error"), str), "errors are JSON objects with an error text"


@spec("if `name` is missing or empty, it is 400")
def test_name_is_required(target: Target):
    for answer in (target.get("/reports/file"), target.get("/reports/file", params={"name": ""})):
        assert answer.status == 400, "a missing or empty name answers 400"
        assert isinstance(answer.json().get("error"), str), "errors are JSON objects with an error text"


@spec("the plain names of what lies directly in that folder, each list sorted")
def test_lists_a_folder(target: Target, canary: Canary):
    top = canary.text(8)
    for path in ("b.txt", "a..b.csv", "c/d.txt", "B/e.txt", "x&y/f.txt"):
        canary.file(f"reports/{top}/{path}")
    answer = target.get("/reports/list", params={"folder": top})
    assert answer.status == 200, "an existing folder answers 200"
    assert answer.json() == {"folders": ["B", "c", "x&y"], "files": ["a..b.csv", "b.txt"]}, "names, sorted, not deeper"
    canary.file(f"reports/{top}/v1..v2/deep/g.txt")
    answer = target.get("/reports/list", params={"folder": f"{top}/v1..v2"})
    assert answer.json() == {"folders": ["deep"], "files": []}, "a folder within a folder can be listed"


@spec("Without `folder` it lists the top of the archive")
def test_lists_the_top(target: Target, canary: Canary):
    word = canary.text(8)
    canary.file(f"reports/{word}.txt")
    canary.file(f"reports/dir-{word}/x.txt")
    answer = target.get("/reports/list")
    assert answer.status == 200, "the top of the archive answers 200"
    assert f"{word}.txt" in answer.json()["files"], "the files at the top are listed"
    assert f"dir-{word}" in answer.json()["folders"], "the folders at the top are listed"


@spec("If there is no such folder the answer is 404")
def test_missing_folder_answers_404(target: Target, canary: Canary):
    answer = target.get("/reports/list", params={"folder": canary.text(9)})
    assert answer.status == 404, "a folder that does not exist answers 404"
    assert isinstance(answer.json().get("error"), str), "errors are JSON objects with an error text"
