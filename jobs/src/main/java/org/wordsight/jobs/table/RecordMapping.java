package org.wordsight.jobs.table;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Maps a record's components to columns: names, types, and values in both directions. A component
 * that is a record itself becomes several columns.
 */
final class RecordMapping<R extends Record> {
  private static final Pattern HUMP = Pattern.compile("([A-Z])");

  /** The columns of a component: one, or those of a record. */
  private sealed interface Part {
    Stream<StructField> fields();
  }

  private record Column(String name, ColumnType type) implements Part {
    @Override
    public Stream<StructField> fields() {
      return Stream.of(DataTypes.createStructField(name, type.spark(), type.nullable()));
    }
  }

  private record Inner(RecordMapping<?> mapping) implements Part {
    @Override
    public Stream<StructField> fields() {
      return Arrays.stream(mapping.schema.fields());
    }
  }

  private final Constructor<R> constructor;
  private final List<RecordComponent> components;
  private final List<Part> parts;
  private final StructType schema;

  private RecordMapping(
      Constructor<R> constructor, List<RecordComponent> components, List<Part> parts) {
    this.constructor = constructor;
    this.components = components;
    this.parts = parts;
    this.schema =
        DataTypes.createStructType(
            parts.stream().flatMap(Part::fields).toArray(StructField[]::new));
  }

  static <R extends Record> RecordMapping<R> of(Class<R> type) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    List<Part> parts = new ArrayList<>();
    for (RecordComponent component : components) {
      component.getAccessor().setAccessible(true);
      parts.add(
          component.getType().isRecord()
              ? new Inner(of(component.getType().asSubclass(Record.class)))
              : new Column(columnName(component), ColumnType.of(component.getGenericType())));
    }

    try {
      Class<?>[] classes =
          components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(classes);
      constructor.setAccessible(true);
      return new RecordMapping<>(constructor, components, parts);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  StructType schema() {
    return schema;
  }

  Object[] values(R record) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Method accessor = components.get(i).getAccessor();
      Object value = call(() -> accessor.invoke(record));
      if (parts.get(i) instanceof Inner inner) {
        values.addAll(Arrays.asList(inner.mapping.valuesOf(value)));
      } else {
        values.add(((Column) parts.get(i)).type.toSpark(value));
      }
    }

    return values.toArray();
  }

  @SuppressWarnings("unchecked") // Callers pass records of the mapping's own type only.
  Object[] valuesOf(Object record) {
    return values((R) record);
  }

  R record(Row row) {
    Object[] arguments = new Object[parts.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          parts.get(i) instanceof Column column
              ? column.type.fromSpark(row.get(row.fieldIndex(column.name)))
              : ((Inner) parts.get(i)).mapping.record(row);
    }

    return call(() -> constructor.newInstance(arguments));
  }

  /** {@code adapterSha256} becomes {@code adapter_sha256}. */
  private static String columnName(RecordComponent component) {
    return HUMP.matcher(component.getName())
        .replaceAll(m -> "_" + m.group(1).toLowerCase(Locale.ROOT));
  }

  static Class<?> rawClass(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  private interface Reflection<T> {
    T call() throws ReflectiveOperationException;
  }

  private static <T> T call(Reflection<T> reflection) {
    try {
      return reflection.call();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
