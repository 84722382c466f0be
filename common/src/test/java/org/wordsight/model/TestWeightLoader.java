package org.wordsight.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.Embedding;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.model.layer.MultiplyingKernels;
import org.wordsight.model.layer.Products;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.NeedsGpu;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

class TestWeightLoader {
  /** More than one block of 16 MiB, the last one not full. */
  private static final int MANY_ROWS = 4500;

  private static final int MANY_COLUMNS = 2000;

  private final Scope owner = Device.CPU.scope();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    owner.close();
  }

  /** Numbers that 16 bits of either kind hold exactly. */
  private static float[] numbers(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (random.nextInt(255) - 127) / 64f;
    }
    return numbers;
  }

  private static TensorSource floats(String name, float[] values, long... shape) {
    return TensorSource.floats(name, FloatBuffer.wrap(values), shape);
  }

  /** The upper 16 bits of each float32 number. */
  private static TensorSource bfloat16(String name, float[] values, long... shape) {
    return sixteenBits(name, Dtype.BF16, bits(values, 16), shape);
  }

  private static int[] bits(float[] values, int shift) {
    return IntStream.range(0, values.length)
        .map(i -> Float.floatToRawIntBits(values[i]) >>> shift)
        .toArray();
  }

  private static TensorSource sixteenBits(String name, Dtype dtype, int[] bits, long... shape) {
    return new TensorSource(
        name,
        dtype,
        Arrays.stream(shape).boxed().toList(),
        channel -> {
          ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
          Arrays.stream(bits).forEach(value -> bytes.putShort((short) value));
          channel.write(bytes.flip());
        });
  }

  private ShardedTensors written(TensorSource... tensors) {
    SafetensorsWriter.write(file(), Map.of(), List.of(tensors));
    return ShardedTensors.open(folder);
  }

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private WeightLoader loader(ShardedTensors tensors, Precision precision, Products products) {
    return new WeightLoader(tensors, new CpuBackend(precision.type()), products, owner);
  }

  private WeightLoader loader(ShardedTensors tensors) {
    return loader(tensors, Precision.FLOAT32, Products.PLAIN);
  }

  @Test
  void leavesAFloat32MatrixInItsFile() throws IOException {
    float[] values = numbers(12, 1);
    try (ShardedTensors tensors = written(floats("w", values, 3, 4));
        WeightLoader loader = loader(tensors)) {
      Tensor loaded = loader.matrix("w");
      assertThat(loaded.shape()).containsExactly(3, 4);
      assertThat(loaded.toFloats()).isEqualTo(values);

      TensorEntry entry = tensors.entries().get("w");
      try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
        file.seek(entry.start() + 5 * Float.BYTES);
        file.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(7.5f)));
      }
      assertThat(loaded.toFloats()[5]).as("the mapped file itself").isEqualTo(7.5f);
    }
  }

  @Test
  void widensSixteenBits() {
    float[] values = numbers(12, 2);
    int[] halves = {0x3c00, 0xc000, 0x0001, 0x7bff};
    try (ShardedTensors tensors =
            written(bfloat16("brain", values, 3, 4), sixteenBits("half", Dtype.F16, halves, 2, 2));
        WeightLoader loader = loader(tensors)) {
      assertThat(loader.matrix("brain").toFloats()).isEqualTo(values);
      assertThat(loader.matrix("half").toFloats()).containsExactly(1, -2, 0x1p-24f, 65504);
    }
  }

  @Test
  void joinsMatricesOfAnyTypesAlongTheirRows() {
    float[] first = numbers(8, 3);
    float[] second = numbers(12, 4);
    try (ShardedTensors tensors =
            written(floats("first", first, 2, 4), bfloat16("second", second, 3, 4));
        WeightLoader loader = loader(tensors)) {
      Tensor joined = loader.matrix("second", "first");
      assertThat(joined.shape()).containsExactly(5, 4);
      assertThat(joined.toFloats()).startsWith(second).endsWith(first);
    }
  }

  @Test
  void readsAMatrixOfSeveralBlocks() {
    float[] values = numbers(MANY_ROWS * MANY_COLUMNS, 5);
    try (ShardedTensors tensors = written(bfloat16("w", values, MANY_ROWS, MANY_COLUMNS));
        WeightLoader loader = loader(tensors)) {
      assertThat(Arrays.equals(loader.matrix("w").toFloats(), values)).isTrue();
    }
  }

  @Test
  void holdsLoadedWeightsInTheModelsPrecision() {
    float[] values = {1, 1.00390625f, -3};
    try (ShardedTensors tensors = written(floats("w", values, 1, 3));
        Kernels probe = Kernels.load(Device.CPU, Map.of("factor", "2."), "probe.py")) {
      try (WeightLoader loader = loader(tensors, Precision.BFLOAT16, Products.PLAIN)) {
        Tensor rounded = probe.infer(owner, "as_floats", loader.matrix("w"));
        assertThat(rounded.toFloats()).as("eight bits hold no 1 + 2^-8").containsExactly(1, 1, -3);
      }
      try (WeightLoader loader = loader(tensors, Precision.FLOAT16, Products.PLAIN)) {
        Tensor exact = probe.infer(owner, "as_floats", loader.matrix("w"));
        assertThat(exact.toFloats()).containsExactly(values);
      }
    }
  }

  @Test
  void copiesAMatrixAtAnOddPlace() throws IOException {
    String header =
        "{\"bits\":{\"dtype\":\"BF16\",\"shape\":[1,1],\"data_offsets\":[0,2]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[2,10]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 10).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(UTF_8));
    bytes.putShort((short) 0x3f80).putFloat(2.5f).putFloat(-0.125f);
    Files.write(file(), bytes.array());
    try (ShardedTensors tensors = ShardedTensors.open(folder);
        WeightLoader loader = loader(tensors)) {
      assertThat(tensors.entries().get("w").start() % Float.BYTES).isNotZero();
      assertThat(loader.matrix("w").toFloats()).containsExactly(2.5f, -0.125f);
      assertThat(loader.matrix("bits").toFloats()).containsExactly(1);
      assertThat(loader.table("w").table().toFloats()).containsExactly(2.5f, -0.125f);
    }
  }

  @Test
  void givesAMatrixOtherRowsThanItsOwn() {
    float[] values = numbers(24, 6);
    try (ShardedTensors tensors = written(bfloat16("w", values, 2, 3, 4));
        WeightLoader loader = loader(tensors)) {
      Tensor flat = loader.matrix("w", 6);
      assertThat(flat.shape()).containsExactly(6, 4);
      assertThat(flat.toFloats()).isEqualTo(values);
    }
  }

  @Test
  void givesSmallTensorsInFloat32ForEveryPrecision() {
    float[] values = numbers(5, 7);
    try (ShardedTensors tensors = written(bfloat16("norm", values, 5));
        WeightLoader loader = loader(tensors, Precision.BFLOAT16, Products.PLAIN)) {
      assertThat(loader.norm("norm").toFloats()).isEqualTo(values);
      assertThat(loader.none().elements()).isZero();
      assertThat(loader.names()).containsExactly("norm");
    }
  }

  @Test
  void leavesATableInItsFileWithItsBits() {
    float[] values = numbers(12, 8);
    try (ShardedTensors tensors =
            written(floats("wide", values, 4, 3), bfloat16("narrow", values, 4, 3));
        WeightLoader loader = loader(tensors);
        Kernels probe = Kernels.load(Device.CPU, Map.of("factor", "2."), "probe.py")) {
      Embedding wide = loader.table("wide");
      assertThat(wide.bfloat16Bits()).isFalse();
      assertThat(wide.table().toFloats()).isEqualTo(values);
      Embedding narrow = loader.table("narrow");
      assertThat(narrow.bfloat16Bits()).isTrue();
      Tensor widened = probe.infer(owner, "widened", narrow.table());
      assertThat(widened.toFloats()).isEqualTo(values);
    }
  }

  @ParameterizedTest
  @EnumSource(Products.class)
  void laysMatricesOutForTheirProductsAlsoWithASibling(Products products) {
    if (!products.isSupported()) {
      assertThat(System.getProperty("os.arch")).isNotEqualTo("amd64");
      return;
    }
    float[] first = numbers(8, 9);
    float[] second = numbers(12, 10);
    try (ShardedTensors tensors =
            written(floats("first", first, 2, 4), bfloat16("second", second, 3, 4));
        WeightLoader loader = loader(tensors, Precision.FLOAT32, products)) {
      float[] joined = Arrays.copyOf(first, 20);
      System.arraycopy(second, 0, joined, 8, 12);
      assertThat(timesUnits(loader, products)).isEqualTo(joined);
      try (WeightLoader sibling = loader.sibling()) {
        assertThat(sibling.products()).isEqualTo(products);
        assertThat(timesUnits(sibling, products)).isEqualTo(joined);
      }
    }
  }

  /** The matrix in the form of products: its products with the unit vectors. */
  private float[] timesUnits(WeightLoader loader, Products products) {
    float[] units = new float[16];
    IntStream.range(0, 4).forEach(i -> units[5 * i] = 1);
    try (Kernels kernels = MultiplyingKernels.load(products)) {
      float[] byColumn =
          kernels
              .infer(
                  owner,
                  "product",
                  owner.floats(units, 4, 4),
                  loader.factor("first", "second"),
                  owner.floats(new float[0], 0))
              .toFloats();
      float[] rows = new float[20];
      IntStream.range(0, 20).forEach(i -> rows[i] = byColumn[i % 4 * 5 + i / 4]);
      return rows;
    }
  }

  @Test
  void refusesWeightsThatAreNotFiniteInEveryWayOfLoading() {
    float[] broken = numbers(12, 11);
    broken[7] = Float.NaN;
    float[] infinite = numbers(12, 12);
    infinite[11] = Float.NEGATIVE_INFINITY;
    try (ShardedTensors tensors =
            written(
                floats("sound", numbers(4, 13), 1, 4),
                floats("broken", broken, 3, 4),
                bfloat16("infinite", infinite, 3, 4));
        WeightLoader loader = loader(tensors);
        WeightLoader packing = loader(tensors, Precision.FLOAT32, Products.PACKED)) {
      assertRefused("element 7 of tensor broken", () -> loader.matrix("broken"));
      assertRefused("element 7 of tensor broken", () -> loader.matrix("sound", "broken"));
      assertRefused("element 7 of tensor broken", () -> loader.table("broken"));
      assertRefused("element 7 of tensor broken", () -> loader.norm("broken"));
      assertRefused("element 7 of tensor broken", () -> packing.factor("sound", "broken"));
      assertRefused("element 11 of tensor infinite", () -> loader.matrix("infinite"));
      assertRefused("element 11 of tensor infinite", () -> loader.matrix("infinite", 4));
      assertRefused("element 11 of tensor infinite", () -> loader.table("infinite"));
      assertRefused("element 11 of tensor infinite", () -> loader.norm("infinite"));
    }
  }

  @Test
  void refusesWeightsThatAreNotFiniteInALaterBlock() {
    float[] values = numbers(MANY_ROWS * MANY_COLUMNS, 14);
    int last = values.length - 1;
    values[last] = Float.NaN;
    try (ShardedTensors tensors = written(floats("w", values, MANY_ROWS, MANY_COLUMNS));
        WeightLoader loader = loader(tensors)) {
      assertRefused("element %,d of tensor w".formatted(last), () -> loader.matrix("w"));
    }
  }

  @Test
  void refusesWeightsThatFloat16CannotHold() {
    float[] large = {1, -70_000};
    try (ShardedTensors tensors = written(floats("w", large, 1, 2));
        WeightLoader loader = loader(tensors, Precision.FLOAT16, Products.PLAIN)) {
      assertThatThrownBy(() -> loader.matrix("w"))
          .isInstanceOf(WordsightException.class)
          .hasMessage(
              "Cannot load %s: tensor w has weights beyond what float16 holds. Use bfloat16 or float32 as precision.",
              file());
    }
  }

  @Test
  void readsABlockForAGpuIntoMemoryOfTheHost() {
    float[] values = numbers(6, 15);
    Map<String, String> constants = Map.of("stored", "6");
    try (Kernels kernels = Kernels.load(Device.CPU, constants, "weights.py")) {
      Tensor like = owner.number(0);
      Tensor wide = kernels.infer(owner, "staging", new int[] {2, 3}, false, like);
      wide.hostBytes().asFloatBuffer().put(values);
      Tensor sent = kernels.call(owner, "sent", wide, like);
      assertThat(sent.shape()).containsExactly(2, 3);
      assertThat(sent.toFloats()).isEqualTo(values);

      Tensor narrow = kernels.infer(owner, "staging", new int[] {6}, true, like);
      assertThat(narrow.hostBytes().remaining()).isEqualTo(6 * Short.BYTES);
      for (int bits : bits(values, 16)) {
        narrow.hostBytes().asShortBuffer().put(0, (short) bits);
        assertThat(narrow.hostBytes().asShortBuffer().get(0)).isEqualTo((short) bits);
      }
    }
  }

  /** A GPU's tensor becomes a whole number once all work that was begun before is done. */
  @Test
  void waitsForAGpuAtNoBlock() throws IOException {
    try (InputStream in = WeightLoader.class.getResourceAsStream("/kernels/weights.py")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("def place(")
          .doesNotContainPattern("(?<![.\\w])(int|float|bool)\\(|\\.(item|tolist|cpu)\\(");
    }
  }

  @Test
  void bringsTheSameNumbersThroughThatMemory() {
    float[] values = numbers(MANY_ROWS * MANY_COLUMNS, 18);
    Backend asOnAGpu = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
    try (ShardedTensors tensors =
            written(
                bfloat16("narrow", values, MANY_ROWS, MANY_COLUMNS),
                floats("wide", numbers(4, 19), 1, 4));
        WeightLoader loader = new WeightLoader(tensors, asOnAGpu, Products.PLAIN, owner)) {
      assertThat(Arrays.equals(loader.matrix("narrow").toFloats(), values)).isTrue();
      assertThat(loader.matrix("wide").toFloats()).isEqualTo(numbers(4, 19));
    }
  }

  @Test
  @NeedsGpu
  void bringsTheSameNumbersToAGpuAndRefusesTheSame() {
    float[] values = numbers(MANY_ROWS * MANY_COLUMNS, 16);
    float[] broken = numbers(12, 17);
    broken[7] = Float.NaN;
    Backend gpu = new GpuBackend(Device.gpu(0), ActivationType.FLOAT32);
    try (ShardedTensors tensors =
            written(
                bfloat16("narrow", values, MANY_ROWS, MANY_COLUMNS),
                floats("wide", values, MANY_ROWS, MANY_COLUMNS),
                floats("broken", broken, 3, 4));
        Scope there = gpu.scope();
        WeightLoader loader = new WeightLoader(tensors, gpu, Products.PLAIN, there)) {
      float[] twice = loader.matrix("narrow", "wide").toFloats();
      assertThat(Arrays.equals(twice, 0, values.length, values, 0, values.length)).isTrue();
      assertThat(Arrays.equals(twice, values.length, twice.length, values, 0, values.length))
          .isTrue();
      assertRefused("element 7 of tensor broken", () -> loader.matrix("broken"));
    }
  }

  private void assertRefused(String what, Runnable loading) {
    assertThatThrownBy(loading::run)
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot use " + file() + ": " + what + " is not finite.");
  }
}
