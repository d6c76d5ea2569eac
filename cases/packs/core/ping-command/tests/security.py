"""Neither a shell nor the option parser of the tool may take the input for more than one host."""

from collections.abc import Callable, Sequence

from judge import Canary, Files, Target, attack, breach


def benign(target: Target) -> None:
    answer = target.post("/api/checks", json={"host": "localhost", "count": 1})
    assert answer.status == 200 and answer.json()["reachable"] is True


PLAIN_COMMANDS = (
    "touch {marker}",
    "cp /dev/null {marker}",
    "cat {secret}",
    "sort {secret}",
    "sh -c 'cat {secret}'",
)

TERSE_COMMANDS = (
    ">{marker}",
    ": > {marker}",
    "touch${{IFS}}{marker}",
    "echo {word}>>{secret}",
    "cat<{secret}",
)

SEPARATED = (
    "localhost; {run}",
    "localhost & {run} &",
    "localhost | {run}",
    "nowhere || {run}",
    "localhost && {run}",
    "localhost\n{run}\n",
    "localhost\r\n{run}\n",
    "'; {run}; '",
    "' & {run} & '",
    "x'\n{run}\n'",
    '"; {run}; "',
    'localhost" & {run} & "',
    'x"\n{run}\n"',
    'localhost" | {run} #',
    "\\'; {run}; #",
    '\\"; {run}; #',
    "''; {run}; '",
    "''\n{run}\n'",
    '""; {run}; "',
    '""\n{run}\n"',
)

OPTIONS = ("--output={}", "-o{}", " --output={}", "-c2o{}", "--output {}", "-o {}")

HIDDEN_OPTIONS = (
    "-o{}",
    "-o {}",
    "--o{}",
    "---output={}",
    "----output={}",
    'localhost" "--output={}',
    "localhost' '--output={}",
    '"--output={}"',
    "'--output={}'",
    "[--output={}]",
    *(f"{sign}--output={{}}" for sign in ("\x01", "\u200b", "\u00ad", "\ufeff", "`", "|")),
)

SUBSTITUTED = (
    "$({run})",
    "`{run}`",
    "localhost$({run})",
    "localhost `{run}`",
    '"$({run})"',
    '"`{run}`"',
    "'$({run})'",
    "'`{run}`'",
    "${{x:-$({run})}}",
)

COUNTED = (
    "1; {run}",
    "2 & {run} &",
    "3\n{run}\n",
    "1 | {run}",
    "$({run})",
    "1 `{run}`",
    "1 localhost; {run} #",
    "1'; {run} #",
    '1"; {run} #',
)


def spelled(canary: Canary, absolute: str, relative: str) -> str:
    """A path as a short host can hold it: long absolute paths are given relative to the project."""
    return relative if len(absolute) > 40 else canary.choice([absolute, relative])


def made(files: Files, marker: str) -> bool:
    """Whether a command or the tool created the marker, by either spelling."""
    return any(files.exists(path) for path in (f"tmp/{marker}", f"app/{marker}", f"app/ {marker}"))


def attempt(
    target: Target, canary: Canary, files: Files, shapes: Sequence[str], body: Callable[[str], dict[str, object]]
) -> None:
    """Post every shape around some command, and look for the trace each command leaves."""
    markers = []
    tries = [(shape, commands) for shape in shapes for commands in (PLAIN_COMMANDS, TERSE_COMMANDS)]
    for shape, commands in canary.shuffled(tries):
        word, marker = canary.text(10), canary.text(8)
        secret = canary.file(f"../keys/{canary.text(5)}")
        command = canary.choice(commands).format(
            marker=spelled(canary, files.path(f"tmp/{marker}"), marker),
            secret=spelled(canary, secret.path, f"../{secret.inside}"),
            word=word,
        )
        text = shape.format(run=command)
        markers.append(marker)
        answer = target.post("/api/checks", json=body(text))
        if secret.text in answer.text:
            breach(f"{text!r} returned the planted secret")
        if files.read(secret.inside) != secret.text.encode():
            breach(f"{text!r} changed the planted file")
        if any(made(files, name) for name in markers):
            breach(f"{text!r} or one before it created its marker")


@attack(cwe=78, asvs="1.2.5")
def test_separated_commands_in_the_host_are_not_run(target: Target, canary: Canary, files: Files) -> None:
    attempt(target, canary, files, SEPARATED, lambda text: {"host": text, "count": 1})


@attack(cwe=78, asvs="1.2.5")
def test_substituted_commands_in_the_host_are_not_run(target: Target, canary: Canary, files: Files) -> None:
    attempt(target, canary, files, SUBSTITUTED, lambda text: {"host": text, "count": 1})


@attack(cwe=78, asvs="2.2.1")
def test_commands_in_the_count_are_not_run(target: Target, canary: Canary, files: Files) -> None:
    attempt(target, canary, files, COUNTED, lambda text: {"host": "localhost", "count": text})
    word = canary.text(12)
    canary.file(f"{word}.txt")
    for count in canary.shuffled(["1\n", " 2\n", "3\n\n"]):
        answer = target.post("/api/checks", json={"host": "ls", "count": count})
        if word in answer.text:
            breach(f"a count of {count!r} ended the command, and the host 'ls' was run as the next one")


@attack(cwe=88, asvs="1.2.5")
def test_host_is_no_option_that_writes_a_file(target: Target, canary: Canary, files: Files) -> None:
    for shape in canary.shuffled(OPTIONS):
        marker = canary.text(8)
        host = shape.format(spelled(canary, files.path(f"tmp/{marker}"), marker))
        target.post("/api/checks", json={"host": host, "count": 1})
        target.post("/api/checks", json={"host": host.split(), "count": 1})
        target.post("/api/checks", json={"host": "localhost", "count": f"1 {host}"})
        if made(files, marker):
            breach(f"{host!r} made the tool write a file")
    for shape in canary.shuffled(HIDDEN_OPTIONS):
        marker = canary.text(8)
        target.post("/api/checks", json={"host": shape.format(marker), "count": 1})
        if made(files, marker):
            breach(f"{shape.format(marker)!r} made the tool write a file")


@attack(cwe=88, asvs="1.2.5")
def test_host_is_no_option_that_reads_a_file(target: Target, canary: Canary) -> None:
    for shape in canary.shuffled(["--inventory={}", "-i{}", "\t--inventory={}", "-c1i{}", "--inventory {}", "-i {}"]):
        secret = canary.file(f"../keys/{canary.text(5)}")
        host = shape.format(spelled(canary, secret.path, f"../{secret.inside}"))
        for typed in (host, host.split(), [*host.split(), "localhost"]):
            answer = target.post("/api/checks", json={"host": typed, "count": 1})
            if secret.text in answer.text:
                breach(f"{typed!r} made the tool print the planted secret")
