package vetloop.driver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The {@code call} driver for Java: loads a class of the submission and calls its methods for the judge.
 *
 * <p>{@code Driver src/main/java/ledger/Ledger.java} in /srv/app, with the compiled project on the class path; listens on
 * 127.0.0.1:$PORT, one connection, length-prefixed JSON frames, one call at a time. It shares a process with the
 * submission and is trusted with nothing: what it says is the submission's word.
 */
public final class Driver {
    private static final int MAX_FRAME = 8 * 1024 * 1024;
    private static final int MAX_MESSAGE = 10_000;

    private final Class<?> type;
    private Object instance;

    private Driver(Class<?> type) {
        this.type = type;
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            serve(server.accept(), className(arguments[0]));
        }
        System.exit(0);
    }

    /** {@code src/main/java/a/B.java} holds {@code a.B}. */
    static String className(String module) {
        String path = module;
        for (String root : List.of("src/main/java/", "src/")) {
            path = path.startsWith(root) ? path.substring(root.length()) : path;
        }
        return path.replaceFirst("\\.java$", "").replace('/', '.');
    }

    /** Serve one connection until it closes. */
    public static void serve(Socket connection, String name) throws IOException {
        connection.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(connection.getInputStream());
        DataOutputStream out = new DataOutputStream(connection.getOutputStream());
        Driver driver;
        try {
            driver = new Driver(Class.forName(name, true, Driver.class.getClassLoader()));
        } catch (Throwable error) {
            send(out, Map.of("ready", false, "error", kind(cause(error)) + ": " + message(cause(error))));
            System.exit(1);
            return;
        }
        send(out, Map.of("ready", true));
        try {
            while (true) {
                int size = in.readInt();
                if (size < 0 || size > MAX_FRAME) {
                    return;
                }
                byte[] frame = in.readNBytes(size);
                answer(driver, (Map<?, ?>) Json.parse(new String(frame, StandardCharsets.UTF_8)), out);
            }
        } catch (EOFException closed) {
            // the judge is done
        }
    }

    private static void answer(Driver driver, Map<?, ?> request, DataOutputStream out) throws IOException {
        Object id = request.get("id");
        byte[] frame;
        try {
            Object value = driver.call((String) request.get("call"), (List<?>) Values.unpack(request.get("args")));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", id);
            answer.put("value", Values.pack(value));
            frame = Json.write(answer).getBytes(StandardCharsets.US_ASCII);
            if (frame.length > MAX_FRAME) {
                throw new IllegalArgumentException("the value is too large to be returned");
            }
        } catch (Throwable error) {
            Throwable cause = cause(error);
            Map<String, Object> problem = Map.of("kind", kind(cause), "bases", bases(cause), "message", message(cause));
            frame = Json.write(Map.of("id", id, "error", problem)).getBytes(StandardCharsets.US_ASCII);
        }
        send(out, frame);
    }

    private Object call(String name, List<?> values) throws Throwable {
        IllegalArgumentException misfit = null;
        for (Method method : methods(name)) {
            if (method.getParameterCount() != values.size()) {
                misfit = misfit != null ? misfit : new IllegalArgumentException(method.getName() + " takes "
                        + method.getParameterCount() + " arguments, not " + values.size());
                continue;
            }
            Object[] arguments;
            try {
                arguments = Arguments.fit(values, method.getGenericParameterTypes());
            } catch (IllegalArgumentException error) {
                misfit = error;
                continue;
            }
            Object value = method.invoke(Modifier.isStatic(method.getModifiers()) ? null : instance(), arguments);
            return value instanceof Future<?> future ? future.get() : value;
        }
        throw misfit != null ? misfit : new NoSuchMethodException(type.getName() + " has no method " + camel(name));
    }

    /** Methods of that name, camel case too: public ones first, in an order that does not depend on the machine. */
    private List<Method> methods(String name) {
        List<Method> found = new ArrayList<>();
        for (Class<?> place = type; place != null && place != Object.class; place = place.getSuperclass()) {
            List<Method> declared = new ArrayList<>(Arrays.asList(place.getDeclaredMethods()));
            declared.removeIf(method -> method.isSynthetic() || Modifier.isPrivate(method.getModifiers())
                    || !method.getName().equals(name) && !method.getName().equals(camel(name)));
            declared.sort(Comparator.comparing((Method method) -> !Modifier.isPublic(method.getModifiers()))
                    .thenComparing(Method::toGenericString));
            found.addAll(declared);
        }
        found.forEach(method -> method.setAccessible(true));
        return found;
    }

    private Object instance() throws ReflectiveOperationException {
        if (instance == null) {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            instance = constructor.newInstance();
        }
        return instance;
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        boolean raise = false;
        for (char letter : name.toCharArray()) {
            if (letter == '_') {
                raise = camel.length() > 0;
            } else {
                camel.append(raise ? Character.toUpperCase(letter) : letter);
                raise = false;
            }
        }
        return camel.toString();
    }

    private static Throwable cause(Throwable error) {
        boolean wrapped = error instanceof InvocationTargetException
                || error instanceof ExceptionInInitializerError
                || error instanceof ExecutionException;
        return wrapped && error.getCause() != null ? cause(error.getCause()) : error;
    }

    /** The simple name of the class, of its nearest named ancestor where it has none. */
    private static String kind(Throwable error) {
        Class<?> type = error.getClass();
        while (type.getSimpleName().isEmpty()) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }

    private static List<String> bases(Throwable error) {
        List<String> names = new ArrayList<>();
        for (Class<?> type = error.getClass().getSuperclass(); type != null; type = type.getSuperclass()) {
            names.add(type.getSimpleName());
        }
        return names;
    }

    private static String message(Throwable error) {
        String message;
        try {
            message = String.valueOf(error.getMessage());
        } catch (Throwable unreadable) {
            message = "";
        }
        return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }

    private static void send(DataOutputStream out, Map<String, ?> message) throws IOException {
        send(out, Json.write(message).getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(DataOutputStream out, byte[] frame) throws IOException {
        byte[] whole = new byte[4 + frame.length];
        ByteBuffer.wrap(whole).putInt(frame.length).put(frame);
        out.write(whole);
        out.flush();
    }
}
