package vetloop.driver;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fits unpacked values to the types that a method declares. What does not fit is an IllegalArgumentException. */
final class Arguments {
    private Arguments() {}

    static Object[] fit(List<?> values, Type[] types) throws ReflectiveOperationException {
        Object[] fitted = new Object[types.length];
        for (int index = 0; index < types.length; index++) {
            fitted[index] = fit(values.get(index), types[index]);
        }
        return fitted;
    }

    private static Object fit(Object value, Type type) throws ReflectiveOperationException {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return value == null ? Optional.empty() : Optional.of(fit(value, parameter(type, 0)));
        }
        if (value == null) {
            return raw.isPrimitive() ? refuse(value, type) : null;
        }
        if (raw == Object.class) {
            return value instanceof Long number && number.intValue() == number ? (Object) number.intValue() : value;
        }
        if (value instanceof Number number && !(raw.isInstance(value) && raw != Number.class)) {
            return fitNumber(number, raw, type);
        }
        if (value instanceof List<?> list) {
            return fitList(list, raw, type);
        }
        if (value instanceof Map<?, ?> map) {
            return raw.isRecord() ? fitRecord(map, raw) : raw.isAssignableFrom(LinkedHashMap.class) ? fitMap(map, type) : refuse(value, type);
        }
        if (value instanceof byte[] bytes && raw == InputStream.class) {
            return new ByteArrayInputStream(bytes);
        }
        if (value instanceof byte[] bytes && raw == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof String text && raw.isEnum()) {
            return constant(raw, text, type);
        }
        if (value instanceof String text && (raw == char.class || raw == Character.class) && text.length() == 1) {
            return text.charAt(0);
        }
        boolean same = raw.isInstance(value) || value instanceof Boolean && raw == boolean.class;
        return same ? value : refuse(value, type);
    }

    private static Object fitNumber(Number number, Class<?> raw, Type type) {
        BigDecimal exact = number instanceof Double ? null : new BigDecimal(number.toString());
        try {
            if (raw == double.class || raw == Double.class) {
                return number.doubleValue();
            }
            if (raw == float.class || raw == Float.class) {
                return number.floatValue();
            }
            if (raw == Number.class) {
                return number;
            }
            if (raw == BigDecimal.class) {
                return exact == null ? BigDecimal.valueOf(number.doubleValue()) : exact;
            }
            if (exact == null) {
                return refuse(number, type);
            }
            if (raw == int.class || raw == Integer.class) {
                return exact.intValueExact();
            }
            if (raw == long.class || raw == Long.class) {
                return exact.longValueExact();
            }
            if (raw == BigInteger.class) {
                return exact.toBigIntegerExact();
            }
            if (raw == short.class || raw == Short.class) {
                return exact.shortValueExact();
            }
            if (raw == byte.class || raw == Byte.class) {
                return exact.byteValueExact();
            }
        } catch (ArithmeticException | NumberFormatException error) {
            return refuse(number, type);
        }
        return refuse(number, type);
    }

    private static Object fitList(List<?> list, Class<?> raw, Type type) throws ReflectiveOperationException {
        if (raw.isArray()) {
            Object array = Array.newInstance(raw.getComponentType(), list.size());
            for (int index = 0; index < list.size(); index++) {
                Array.set(array, index, fit(list.get(index), raw.getComponentType()));
            }
            return array;
        }
        Collection<Object> items;
        if (raw.isAssignableFrom(ArrayList.class)) {
            items = new ArrayList<>();
        } else if (raw.isAssignableFrom(LinkedHashSet.class)) {
            items = new LinkedHashSet<>();
        } else {
            return refuse(list, type);
        }
        for (Object item : list) {
            items.add(fit(item, parameter(type, 0)));
        }
        return items;
    }

    private static Object fitMap(Map<?, ?> map, Type type) throws ReflectiveOperationException {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(entry.getKey(), fit(entry.getValue(), parameter(type, 1)));
        }
        return entries;
    }

    private static Object fitRecord(Map<?, ?> map, Class<?> raw) throws ReflectiveOperationException {
        RecordComponent[] components = raw.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int index = 0; index < components.length; index++) {
            types[index] = components[index].getType();
            values[index] = fit(map.get(components[index].getName()), components[index].getGenericType());
        }
        if (!Set.of(names(components)).containsAll(map.keySet())) {
            return refuse(map, raw);
        }
        Constructor<?> constructor = raw.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static Object[] names(RecordComponent[] components) {
        Object[] names = new Object[components.length];
        for (int index = 0; index < names.length; index++) {
            names[index] = components[index].getName();
        }
        return names;
    }

    private static Object constant(Class<?> raw, String name, Type type) {
        for (Object constant : raw.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        return refuse(name, type);
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        return type instanceof WildcardType wildcard ? raw(wildcard.getUpperBounds()[0]) : Object.class;
    }

    private static Type parameter(Type type, int index) {
        return type instanceof ParameterizedType parameterized ? parameterized.getActualTypeArguments()[index] : Object.class;
    }

    private static Object refuse(Object value, Type type) {
        String kind = value == null ? "null" : value.getClass().getSimpleName();
        throw new IllegalArgumentException("a value of type " + kind + " does not fit " + type.getTypeName());
    }
}
