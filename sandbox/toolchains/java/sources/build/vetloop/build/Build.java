package vetloop.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Compiles a project: every source below {@code src} (else the whole project) to {@code .build/classes}, where the
 * files of {@code src/main/resources} go too. Nothing of a submission runs: no annotation processor, no plugin.
 */
public final class Build {
    private static final Path OUTPUT = Path.of(".build", "classes");
    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Path TESTS = Path.of("src", "test");

    private Build() {}

    /** {@code Build CLASSPATH}, in the project's folder. Exit code 1: it does not compile. */
    public static void main(String[] arguments) throws IOException {
        build(ToolProvider.getSystemJavaCompiler(), arguments[0]);
    }

    static void build(JavaCompiler compiler, String classPath) throws IOException {
        delete(OUTPUT);
        Files.createDirectories(OUTPUT);
        Path nothing = Files.createDirectories(Path.of(".build", "processors"));
        List<Path> sources = sources(Files.isDirectory(Path.of("src")) ? Path.of("src") : Path.of(""));
        if (sources.isEmpty()) {
            System.err.println("there is no .java file to compile");
            System.exit(1);
        }
        List<String> options = List.of(
                "-d", OUTPUT.toString(), "-classpath", classPath, "-processorpath", nothing.toString(),
                "-proc:none", "-implicit:none", "-encoding", "UTF-8", "-parameters", "-g:source,lines", "-nowarn");
        boolean compiled;
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            compiled = compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
        }
        if (!compiled) {
            System.exit(1);
        }
        if (Files.isDirectory(RESOURCES)) {
            copy(RESOURCES, OUTPUT);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen) {
                boolean hidden = folder.getFileName().toString().startsWith(".");
                return hidden || folder.equals(TESTS) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes seen) {
                if (seen.isRegularFile() && file.getFileName().toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
                if (seen.isRegularFile()) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
