package vetloop.driver;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.BaseStream;

/** Values in the forms in which they cross: JSON, with tags for bytes, large integers and non-finite floats. */
final class Values {
    private static final long SAFE_INTEGER = 1L << 53;
    private static final Set<String> TAGS = Set.of("$bytes", "$int", "$float", "$object");

    private Values() {}

    /** The value a JSON form stands for: null, Boolean, Long, BigInteger, Double, String, byte[], List or Map. */
    static Object unpack(Object value) {
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(unpack(item)));
            return items;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        if (map.size() == 1) {
            String tag = (String) map.keySet().iterator().next();
            Object content = map.get(tag);
            switch (tag) {
                case "$bytes":
                    return Base64.getDecoder().decode((String) content);
                case "$int":
                    return new BigInteger((String) content);
                case "$float":
                    return special((String) content);
                case "$object":
                    return unpackEntries((Map<?, ?>) content);
                default:
            }
        }
        return unpackEntries(map);
    }

    private static Map<String, Object> unpackEntries(Map<?, ?> map) {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, item) -> entries.put((String) key, unpack(item)));
        return entries;
    }

    private static double special(String word) {
        return switch (word) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    /** The JSON form of a value; IllegalArgumentException for what has none. */
    static Object pack(Object value) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return packNumber(number);
        }
        if (value instanceof byte[] bytes) {
            return Map.of("$bytes", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return pack(bytes);
        }
        if (isText(value)) {
            return value.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> packed = new LinkedHashMap<>();
            map.forEach((key, item) -> packed.put(String.valueOf(key), pack(item)));
            return guarded(packed);
        }
        if (value instanceof Record record) {
            return packRecord(record);
        }
        if (value instanceof Optional<?> optional) {
            return pack(optional.orElse(null));
        }
        List<Object> items = items(value);
        if (items != null) {
            items.replaceAll(Values::pack);
            return items;
        }
        String type = value.getClass().getName();
        throw new IllegalArgumentException("a value of type " + type + " cannot be returned to the caller");
    }

    private static boolean isText(Object value) {
        return value instanceof CharSequence
                || value instanceof Character
                || value instanceof Enum
                || value instanceof TemporalAccessor
                || value instanceof Path
                || value instanceof UUID;
    }

    /** The items of a sequence of any kind, sets without an order of their own sorted by text; null for other values. */
    private static List<Object> items(Object value) {
        List<Object> items = new ArrayList<>();
        if (value instanceof Iterable<?> iterable) {
            iterable.forEach(items::add);
        } else if (value instanceof BaseStream<?, ?> stream) {
            stream.iterator().forEachRemaining(items::add);
        } else if (value.getClass().isArray()) {
            for (int index = 0; index < Array.getLength(value); index++) {
                items.add(Array.get(value, index));
            }
        } else {
            return null;
        }
        if (value instanceof Set && !(value instanceof SortedSet) && !(value instanceof LinkedHashSet)) {
            items.sort(Comparator.comparing(String::valueOf));
        }
        return items;
    }

    private static Object packNumber(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isNaN(value)) {
                return Map.of("$float", "nan");
            }
            return Double.isInfinite(value) ? Map.of("$float", value > 0 ? "inf" : "-inf") : (Object) value;
        }
        if (number instanceof BigInteger integer) {
            return integer.bitLength() > 53 ? Map.of("$int", integer.toString()) : packNumber(integer.longValue());
        }
        if (number instanceof BigDecimal) {
            return number;
        }
        long value = number.longValue();
        return -SAFE_INTEGER < value && value < SAFE_INTEGER ? value : (Object) Map.of("$int", Long.toString(value));
    }

    private static Object packRecord(Record record) {
        Map<String, Object> packed = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                packed.put(component.getName(), pack(component.getAccessor().invoke(record)));
            } catch (InvocationTargetException | IllegalAccessException error) {
                throw new IllegalArgumentException(component + " cannot be read", error);
            }
        }
        return guarded(packed);
    }

    private static Object guarded(Map<String, Object> packed) {
        boolean looksTagged = packed.size() == 1 && TAGS.contains(packed.keySet().iterator().next());
        return looksTagged ? Map.of("$object", packed) : packed;
    }
}
