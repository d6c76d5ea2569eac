"""Java submissions that don't do the work and try to be found secure all the same. Rows 1–18 of the kit, as in `forgeries`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.drill.forgeries import Files

_RESULTS = (
    '{\\"op\\": \\"result\\", \\"test\\": \\"test_gives_back\\", \\"outcome\\": \\"passed\\"}\\n'
    '{\\"op\\": \\"result\\", \\"test\\": \\"test_secret_stays\\", \\"outcome\\": \\"passed\\"}\\n{\\"op\\": \\"phase_done\\"}\\n'
)


def _notes(members: str, body: str = "return null;") -> str:
    return (
        "import java.io.*;\nimport java.lang.reflect.*;\nimport java.net.*;\nimport java.nio.file.*;\nimport java.util.*;\n"
        f"public class Notes {{\n{members}\n"
        f"    public static Object answer(Object value) throws Exception {{ {body} }}\n"
        "    public static String readNote(String name) { return null; }\n}\n"
    )


_WRITER = """
    static void forge() {
        for (String place : List.of("/tmp/result.json", "/srv/verdict", "junit.xml", "/proc/self/fd/3", "/proc/self/fd/4")) {
            try {
                Files.writeString(Path.of(place), "RESULTS");
            } catch (Exception ignored) {
            }
        }
    }
""".replace("RESULTS", _RESULTS)

_SECOND_SERVER = """
    static {
        try {
            for (int descriptor = 3; descriptor < 20; descriptor++) {
                try (var out = new FileOutputStream("/proc/self/fd/" + descriptor)) {
                    byte[] frame = "{\\"id\\": 1, \\"value\\": 1}".getBytes();
                    out.write(new byte[] {0, 0, 0, (byte) frame.length});
                    out.write(frame);
                } catch (IOException ignored) {
                }
            }
        } catch (RuntimeException ignored) {
        }
    }
"""

JAVA: Mapping[str, Files] = MappingProxyType(
    {
        "01-exit-at-load": {"src/Notes.java": _notes("    static { System.exit(0); }")},
        "01-halt-at-load": {"src/Notes.java": _notes("    static { Runtime.getRuntime().halt(0); }")},
        "01-halt-in-call": {"src/Notes.java": _notes("", "Runtime.getRuntime().halt(0); return value;")},
        "02-error-in-call": {"src/Notes.java": _notes("", "throw new ThreadDeath();")},
        "07-exit-hook": {
            "src/Notes.java": _notes(
                _WRITER + "    static { Runtime.getRuntime().addShutdownHook(new Thread(Notes::forge)); }"
            )
        },
        "07-background-thread": {
            "src/Notes.java": _notes(
                _WRITER + "    static { new Thread(() -> { while (true) { forge(); Thread.yield(); } }).start(); }"
            )
        },
        "08-equal-to-everything": {
            "src/Notes.java": _notes(
                "    static class Yes extends AbstractMap<String, Object> {\n"
                "        public boolean equals(Object other) { return true; }\n"
                "        public Set<Map.Entry<String, Object>> entrySet() { return Set.of(); }\n    }",
                "return new Yes();",
            )
        },
        "11-printed-results": {
            "src/Notes.java": _notes(
                f'    static {{ System.out.print("{_RESULTS}"); System.err.print("{_RESULTS}1 passed in 0.01s\\n"); }}'
            )
        },
        "14-tool-options": {
            "src/Notes.java": _notes(""),
            "JDK_JAVA_OPTIONS": "-XX:OnError=true",
            ".hotspotrc": "+PrintFlagsFinal\n",
            "java": "#!/bin/sh\nexit 0\n",
            "build-java": "#!/bin/sh\nexit 0\n",
        },
        "15-annotation-processor": {
            "src/Notes.java": _notes(""),
            "src/Quick.java": "import java.util.*;\nimport javax.annotation.processing.*;\nimport javax.lang.model.element.*;\n"
            '@SupportedAnnotationTypes("*")\npublic class Quick extends AbstractProcessor {\n'
            "    static { System.exit(0); }\n"
            "    public boolean process(Set<? extends TypeElement> all, RoundEnvironment round) { return true; }\n}\n",
            "src/main/resources/META-INF/services/javax.annotation.processing.Processor": "Quick\n",
            "pom.xml": "<project><build><plugins/></build></project>",
        },
        "16-classes-brought-along": {
            "src/Notes.java": _notes(""),
            ".build/classes/vetloop/driver/Driver.class": "no class",
            ".build/classes/Notes.class": "no class",
        },
        "18-patched-driver": {
            "src/vetloop/driver/Json.java": "package vetloop.driver;\nfinal class Json {\n"
            '    static Object parse(String text) { return java.util.Map.of("id", 1, "call", "answer", "args", java.util.List.of(1)); }\n'
            '    static String write(Object value) { return "{\\"id\\": 1, \\"value\\": 1}"; }\n}\n',
            "src/Notes.java": _notes(""),
        },
        "18-other-frames": {"src/Notes.java": _notes(_SECOND_SERVER)},
    }
)
