package vetloop.build;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What a pre-started sandbox holds: a compiler that has compiled something, and builds when a line arrives. */
public final class Waiting {
    /** Uses what most programs use, so that the compiler has loaded what it needs for that. */
    private static final String REHEARSAL = """
            package rehearsal;

            import java.nio.charset.StandardCharsets;
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            import java.util.function.Function;
            import java.util.stream.Collectors;

            public class Rehearsal {
                private static final Map<String, List<Integer>> SEEN = new HashMap<>();

                record Pair<K extends Comparable<K>>(K key, int... values) implements Comparable<Pair<K>> {
                    @Override
                    public int compareTo(Pair<K> other) {
                        return key.compareTo(other.key);
                    }
                }

                enum Kind { ONE, TWO }

                interface Step<T> {
                    T take(T value) throws Exception;

                    default Step<T> then(Step<? super T> next) {
                        return value -> {
                            next.take(value);
                            return take(value);
                        };
                    }
                }

                static String text(Object value) {
                    if (value instanceof String text && !text.isEmpty()) {
                        return text + text.length();
                    }
                    return switch (value == null ? Kind.ONE : Kind.TWO) {
                        case ONE -> "none";
                        case TWO -> String.valueOf(value);
                    };
                }

                public static Map<String, Long> count(List<? extends CharSequence> words) {
                    Function<CharSequence, String> lower = word -> word.toString().toLowerCase();
                    var counted = words.stream().map(lower).filter(word -> !word.isBlank())
                            .collect(Collectors.groupingBy(word -> word, Collectors.counting()));
                    for (String word : counted.keySet()) {
                        SEEN.computeIfAbsent(word, key -> new ArrayList<>()).add(word.hashCode() & 0xff);
                    }
                    try (var in = new java.io.ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8))) {
                        for (int read; (read = in.read()) >= 0;) {
                            SEEN.remove(text((char) read));
                        }
                    } catch (java.io.IOException | IllegalStateException error) {
                        throw new IllegalArgumentException("%s %d".formatted(error, words.size()), error);
                    } finally {
                        synchronized (SEEN) {
                            SEEN.clear();
                        }
                    }
                    return Optional.of(counted).orElseGet(HashMap::new);
                }
            }
            """;

    private Waiting() {}

    /** {@code Waiting CLASSPATH}, in what will be the project's folder. What the line says is known: it is this build. */
    public static void main(String[] arguments) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        rehearse(compiler, arguments[0]);
        int read;
        do {
            read = System.in.read();
            if (read < 0) {
                return;
            }
        } while (read != '\n');
        Build.build(compiler, arguments[0]);
    }

    private static void rehearse(JavaCompiler compiler, String classPath) throws IOException {
        var source = new SimpleJavaFileObject(URI.create("string:///rehearsal/Rehearsal.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return REHEARSAL;
            }
        };
        List<String> options = List.of("-classpath", classPath, "-proc:none", "-implicit:none", "-parameters", "-nowarn");
        try (var files = new Discarding(compiler.getStandardFileManager(null, null, null))) {
            compiler.getTask(null, files, null, options, null, List.of(source)).call();
        }
    }

    /** Writes nothing anywhere. */
    private static final class Discarding extends ForwardingJavaFileManager<JavaFileManager> {
        Discarding(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("discarded:///" + name), kind) {
                @Override
                public java.io.OutputStream openOutputStream() {
                    return java.io.OutputStream.nullOutputStream();
                }
            };
        }
    }
}
