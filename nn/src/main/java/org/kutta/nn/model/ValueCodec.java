package org.kutta.nn.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.kutta.solver.Checks;

/**
 * Immutable values as JSON and back: records by their components, an interface's value with the name of its record under {@link #TYPE}.
 *
 * <p>Reading is strict. A key too many or too few, a value of another kind, a name that the registry does not know and a value that the record's constructor
 * refuses each end in a {@link ModelFormatException} that says where.
 */
final class ValueCodec {
    static final String TYPE = "type";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ImmutableSet<Class<?>> PRIMITIVES =
            ImmutableSet.of(int.class, long.class, double.class, boolean.class);
    private static final ImmutableSet<Class<?>> LISTS = ImmutableSet.of(List.class, ImmutableList.class);
    private static final ImmutableSet<Class<?>> MAPS = ImmutableSet.of(Map.class, ImmutableMap.class);

    private final ModelRegistry registry;

    ValueCodec(ModelRegistry registry) {
        this.registry = registry;
    }

    /** Whether values of a type can be written; the records behind an interface are a matter of the registry. */
    static boolean hasForm(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type raw = generic.getRawType();
            return MAPS.contains(raw)
                    ? arguments[0] == String.class && hasForm(arguments[1])
                    : (raw == Optional.class || LISTS.contains(raw)) && hasForm(arguments[0]);
        }
        return type instanceof Class<?> plain
                && plain.getTypeParameters().length == 0
                && (PRIMITIVES.contains(plain)
                        || plain == Double.class
                        || plain == Integer.class
                        || plain == Long.class
                        || plain == String.class
                        || plain == OptionalDouble.class
                        || plain.isEnum()
                        || plain.isRecord()
                        || plain.isInterface()
                        || Forms.of(plain) != null);
    }

    /** Writes a value of a declared type. */
    JsonNode write(Object value, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (value instanceof Optional<?> optional) {
                return optional.isPresent() ? write(optional.get(), argument) : NODES.nullNode();
            }
            if (value instanceof Map<?, ?> map) {
                ObjectNode object = NODES.objectNode();
                Type values = generic.getActualTypeArguments()[1];
                map.forEach((key, entry) -> object.set((String) key, write(entry, values)));
                return object;
            }
            ArrayNode array = NODES.arrayNode();
            ((List<?>) value).forEach(item -> array.add(write(item, argument)));
            return array;
        }
        return writePlain(value, (Class<?>) type);
    }

    private JsonNode writePlain(Object value, Class<?> type) {
        if (value instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Enum<?> constant) {
            return NODES.textNode(constant.name());
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? writePlain(optional.getAsDouble(), double.class) : NODES.nullNode();
        }
        Forms.Form<?, ?> form = Forms.of(type);
        if (form != null) {
            return form.write(value, this);
        }
        return writeRecord(value, type);
    }

    private ObjectNode writeRecord(Object value, Class<?> type) {
        ObjectNode object = NODES.objectNode();
        Class<?> actual = value.getClass();
        if (!type.isRecord()) {
            String name = registry.types().inverse().get(actual);
            Checks.check(
                    name != null,
                    "type",
                    actual.getName(),
                    "must be a record with a name in the registry: ModelRegistry.standard().with(name, type)");
            object.put(TYPE, name);
        }
        for (RecordComponent component : actual.getRecordComponents()) {
            object.set(component.getName(), write(componentOf(value, component), component.getGenericType()));
        }
        return object;
    }

    /** Reads a component of a record, whose class need not be public. */
    static Object componentOf(Object value, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("component " + component + " cannot be read", e);
        }
    }

    /** Reads a value of a declared type; {@code where} names it in messages. */
    Object read(JsonNode node, Type type, String where) {
        if (type instanceof ParameterizedType generic) {
            return readGeneric(node, generic, where);
        }
        return readPlain(node, (Class<?>) type, where);
    }

    private Object readGeneric(JsonNode node, ParameterizedType type, String where) {
        Type argument = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return node.isNull() ? Optional.empty() : Optional.of(read(node, argument, where));
        }
        if (MAPS.contains(type.getRawType())) {
            require(node.isObject(), where, "must be an object", node);
            ImmutableMap.Builder<String, Object> map = ImmutableMap.builder();
            node.properties()
                    .forEach(entry -> map.put(
                            entry.getKey(),
                            read(entry.getValue(), type.getActualTypeArguments()[1], where + "." + entry.getKey())));
            return map.buildOrThrow();
        }
        require(node.isArray(), where, "must be an array", node);
        ImmutableList.Builder<Object> list = ImmutableList.builder();
        for (int i = 0; i < node.size(); i++) {
            list.add(read(node.get(i), argument, where + "[" + i + "]"));
        }
        return list.build();
    }

    private Object readPlain(JsonNode node, Class<?> type, String where) {
        if (type == int.class || type == Integer.class) {
            require(
                    node.isIntegralNumber() && node.canConvertToInt(),
                    where,
                    "must be a whole number below 2^31",
                    node);
            return node.intValue();
        }
        if (type == long.class || type == Long.class) {
            require(
                    node.isIntegralNumber() && node.canConvertToLong(),
                    where,
                    "must be a whole number below 2^63",
                    node);
            return node.longValue();
        }
        if (type == double.class || type == Double.class) {
            return readDouble(node, where);
        }
        if (type == boolean.class) {
            require(node.isBoolean(), where, "must be true or false", node);
            return node.booleanValue();
        }
        if (type == String.class) {
            require(node.isTextual(), where, "must be a string", node);
            return node.textValue();
        }
        if (type.isEnum()) {
            return readEnum(node, type, where);
        }
        if (type == OptionalDouble.class) {
            return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(readDouble(node, where));
        }
        Forms.Form<?, ?> form = Forms.of(type);
        if (form != null) {
            return form.read(node, this, where);
        }
        return type.isRecord() ? readRecord(node, type, where, false) : readNamed(node, type, where);
    }

    private static double readDouble(JsonNode node, String where) {
        if (node.isTextual() && Set.of("NaN", "Infinity", "-Infinity").contains(node.textValue())) {
            return Double.parseDouble(node.textValue());
        }
        require(node.isNumber(), where, "must be a number", node);
        return node.doubleValue();
    }

    private static Object readEnum(JsonNode node, Class<?> type, String where) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(node.textValue())) {
                return constant;
            }
        }
        require(false, where, "must be one of " + Arrays.toString(type.getEnumConstants()), node);
        return type;
    }

    private Object readNamed(JsonNode node, Class<?> type, String where) {
        require(node.isObject() && node.path(TYPE).isTextual(), where, "must be an object with a type", node);
        String name = node.path(TYPE).textValue();
        Class<?> found = registry.types().get(name);
        if (found == null) {
            throw new ModelFormatException(where + "." + TYPE + " (" + shortened(name)
                    + ") must be a name that the registry knows; one of your own is added by ModelRegistry.with");
        }
        require(type.isAssignableFrom(found), where, "must be the name of a " + type.getSimpleName(), node.path(TYPE));
        return readRecord(node, found, where, true);
    }

    private Object readRecord(JsonNode node, Class<?> type, String where, boolean named) {
        require(node.isObject(), where, "must be an object", node);
        RecordComponent[] components = type.getRecordComponents();
        Set<String> unknown = new HashSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        if (named) {
            unknown.remove(TYPE);
        }
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : components) {
            JsonNode value = node.get(component.getName());
            if (value == null) {
                throw new ModelFormatException(where + " has no " + component.getName());
            }
            arguments.add(read(value, component.getGenericType(), where + "." + component.getName()));
            unknown.remove(component.getName());
        }
        if (!unknown.isEmpty()) {
            throw new ModelFormatException(where + " has the unknown key "
                    + shortened(unknown.iterator().next()));
        }
        return construct(type, components, arguments, where);
    }

    private static Object construct(Class<?> type, RecordComponent[] components, List<Object> arguments, String where) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw new ModelFormatException(where + ": " + refusal.getMessage(), refusal);
            }
            throw new IllegalStateException(where + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    static void require(boolean condition, String where, String rule, JsonNode actual) {
        if (!condition) {
            throw new ModelFormatException(where + " (" + shortened(actual.toString()) + ") " + rule);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
