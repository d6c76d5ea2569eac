package vetloop.driver;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text to and from null, Boolean, Long, BigInteger, Double, BigDecimal, String, List and Map. */
final class Json {
    private static final int MAX_DEPTH = 1000;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.space();
        if (json.at != text.length()) {
            throw json.bad();
        }
        return value;
    }

    private IllegalArgumentException bad() {
        return new IllegalArgumentException("no JSON at character " + at);
    }

    private void space() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw bad();
        }
        return text.charAt(at++);
    }

    private void expect(String word) {
        if (!text.startsWith(word, at)) {
            throw bad();
        }
        at += word.length();
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw bad();
        }
        space();
        char first = next();
        switch (first) {
            case '{':
                return object(depth);
            case '[':
                return list(depth);
            case '"':
                return string();
            case 't':
                expect("rue");
                return true;
            case 'f':
                expect("alse");
                return false;
            case 'n':
                expect("ull");
                return null;
            default:
                at--;
                return number();
        }
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> found = new LinkedHashMap<>();
        space();
        if (next() == '}') {
            return found;
        }
        at--;
        while (true) {
            space();
            expect("\"");
            String key = string();
            space();
            expect(":");
            found.put(key, value(depth + 1));
            space();
            char end = next();
            if (end == '}') {
                return found;
            }
            if (end != ',') {
                throw bad();
            }
        }
    }

    private List<Object> list(int depth) {
        List<Object> found = new ArrayList<>();
        space();
        if (next() == ']') {
            return found;
        }
        at--;
        while (true) {
            found.add(value(depth + 1));
            space();
            char end = next();
            if (end == ']') {
                return found;
            }
            if (end != ',') {
                throw bad();
            }
        }
    }

    private String string() {
        StringBuilder found = new StringBuilder();
        while (true) {
            char letter = next();
            if (letter == '"') {
                return found.toString();
            }
            found.append(letter == '\\' ? escaped() : letter);
        }
    }

    private char escaped() {
        char letter = next();
        switch (letter) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            default:
                return letter;
        }
    }

    private Number number() {
        int start = at;
        boolean whole = true;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            whole &= text.charAt(at) == '-' || Character.isDigit(text.charAt(at));
            at++;
        }
        String digits = text.substring(start, at);
        if (!whole) {
            return Double.valueOf(digits);
        }
        if (digits.length() < 19) {
            return Long.valueOf(digits);
        }
        return new BigInteger(digits);
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof String text) {
            writeText(text, out);
        } else if (value instanceof Map<?, ?> map) {
            char mark = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(mark);
                writeText((String) entry.getKey(), out);
                out.append(':');
                write(entry.getValue(), out);
                mark = ',';
            }
            out.append(mark == '{' ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            char mark = '[';
            for (Object item : list) {
                out.append(mark);
                write(item, out);
                mark = ',';
            }
            out.append(mark == '[' ? "[]" : "]");
        } else if (value instanceof BigDecimal number) {
            out.append(number);
        } else {
            out.append(value);
        }
    }

    /** ASCII only, so that lone surrogates cross too. */
    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int index = 0; index < text.length(); index++) {
            char letter = text.charAt(index);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter >= ' ' && letter < 127) {
                out.append(letter);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append("0123456789abcdef".charAt(letter >> shift & 15));
                }
            }
        }
        out.append('"');
    }
}
