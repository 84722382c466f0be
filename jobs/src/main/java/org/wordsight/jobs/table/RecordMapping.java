package org.wordsight.jobs.table;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A record's components as columns: names, types, values there and back. */
final class RecordMapping<R extends Record> {
  private static final Pattern HUMP = Pattern.compile("([A-Z])");

  private record Column(RecordComponent component, String name, ColumnType type) {}

  private final Constructor<R> constructor;
  private final List<Column> columns;
  private final StructType schema;

  private RecordMapping(Constructor<R> constructor, List<Column> columns) {
    this.constructor = constructor;
    this.columns = columns;
    this.schema =
        DataTypes.createStructType(
            columns.stream()
                .map(c -> DataTypes.createStructField(c.name, c.type.spark(), c.type.nullable()))
                .toArray(StructField[]::new));
  }

  static <R extends Record> RecordMapping<R> of(Class<R> type) {
    List<Column> columns = new ArrayList<>();
    List<Class<?>> classes = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      classes.add(component.getType());
      columns.add(
          new Column(component, columnName(component), ColumnType.of(component.getGenericType())));
    }

    try {
      Constructor<R> constructor = type.getDeclaredConstructor(classes.toArray(Class[]::new));
      constructor.setAccessible(true);
      return new RecordMapping<>(constructor, columns);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  StructType schema() {
    return schema;
  }

  Object[] values(R record) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      values[i] = column.type.toSpark(call(() -> column.component.getAccessor().invoke(record)));
    }

    return values;
  }

  R record(Row row) {
    Object[] arguments = new Object[columns.size()];
    for (int i = 0; i < arguments.length; i++) {
      Column column = columns.get(i);
      arguments[i] = column.type.fromSpark(row.get(row.fieldIndex(column.name)));
    }

    return call(() -> constructor.newInstance(arguments));
  }

  /** {@code adapterSha256} is adapter_sha256. */
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
