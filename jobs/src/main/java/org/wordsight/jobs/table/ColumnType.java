package org.wordsight.jobs.table;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** The storage of a Java type: Spark's type, and the conversion of values in both directions. */
sealed interface ColumnType {
  DataType spark();

  boolean nullable();

  Object toSpark(Object value);

  Object fromSpark(Object value);

  static ColumnType of(Type type) {
    Class<?> raw = RecordMapping.rawClass(type);
    if (raw == String.class) {
      return new Plain(DataTypes.StringType);
    } else if (raw == int.class || raw == Integer.class) {
      return new Plain(DataTypes.IntegerType);
    } else if (raw == long.class || raw == Long.class) {
      return new Plain(DataTypes.LongType);
    } else if (raw == double.class || raw == Double.class) {
      return new Plain(DataTypes.DoubleType);
    } else if (raw == boolean.class || raw == Boolean.class) {
      return new Plain(DataTypes.BooleanType);
    } else if (raw == Instant.class) {
      return new Time();
    } else if (raw == OptionalInt.class) {
      return new Maybe(new Plain(DataTypes.IntegerType), MaybeKind.INT);
    } else if (raw == OptionalDouble.class) {
      return new Maybe(new Plain(DataTypes.DoubleType), MaybeKind.DOUBLE);
    } else if (raw == Optional.class) {
      return new Maybe(of(argument(type)), MaybeKind.OBJECT);
    } else if (raw == List.class) {
      return new Array(of(argument(type)));
    } else if (raw.isRecord()) {
      return new Struct(RecordMapping.of(raw.asSubclass(Record.class)));
    }

    throw new IllegalArgumentException("no column holds a " + type);
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  /** A type with the same objects in Java and in Spark. */
  record Plain(DataType spark) implements ColumnType {
    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public Object toSpark(Object value) {
      return value;
    }

    @Override
    public Object fromSpark(Object value) {
      return value;
    }
  }

  /** Instants, to the microsecond. */
  record Time() implements ColumnType {
    @Override
    public DataType spark() {
      return DataTypes.TimestampType;
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public Object toSpark(Object value) {
      return Timestamp.from((Instant) value);
    }

    @Override
    public Object fromSpark(Object value) {
      return value instanceof Timestamp timestamp ? timestamp.toInstant() : value;
    }
  }

  /** The optional type of the record's component. */
  enum MaybeKind {
    OBJECT,
    INT,
    DOUBLE
  }

  /** An optional component: null in the table. */
  record Maybe(ColumnType inner, MaybeKind kind) implements ColumnType {
    @Override
    public DataType spark() {
      return inner.spark();
    }

    @Override
    public boolean nullable() {
      return true;
    }

    @Override
    public Object toSpark(Object value) {
      Optional<?> present =
          switch (kind) {
            case OBJECT -> (Optional<?>) value;
            case INT -> ((OptionalInt) value).stream().boxed().findFirst();
            case DOUBLE -> ((OptionalDouble) value).stream().boxed().findFirst();
          };
      return present.map(inner::toSpark).orElse(null);
    }

    @Override
    public Object fromSpark(Object value) {
      Object present = value == null ? null : inner.fromSpark(value);
      return switch (kind) {
        case OBJECT -> Optional.ofNullable(present);
        case INT -> present == null ? OptionalInt.empty() : OptionalInt.of((Integer) present);
        case DOUBLE ->
            present == null ? OptionalDouble.empty() : OptionalDouble.of((Double) present);
      };
    }
  }

  /** A list without nulls. */
  record Array(ColumnType inner) implements ColumnType {
    @Override
    public DataType spark() {
      return DataTypes.createArrayType(inner.spark(), false);
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public Object toSpark(Object value) {
      return ((List<?>) value).stream().map(inner::toSpark).toArray();
    }

    @Override
    public Object fromSpark(Object value) {
      List<?> items =
          value instanceof Object[] array
              ? Arrays.asList(array)
              : JavaConverters.seqAsJavaList((Seq<?>) value);
      List<Object> values = new ArrayList<>(items.size());
      for (Object item : items) {
        values.add(inner.fromSpark(item));
      }

      return List.copyOf(values);
    }
  }

  /** A record within a record. */
  record Struct(RecordMapping<? extends Record> mapping) implements ColumnType {
    @Override
    public DataType spark() {
      return mapping.schema();
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public Object toSpark(Object value) {
      return RowFactory.create(mapping.valuesOf(value));
    }

    @Override
    public Object fromSpark(Object value) {
      return mapping.record((Row) value);
    }
  }
}
