package org.wordsight.tensor;

import com.sun.jna.Pointer;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Our operators on the CPU, so that tests can run kernels of a GPU that call them. They do what
 * {@code operators.cu} does, number by number.
 */
public final class OperatorsInJava implements OperatorCode.Arithmetic {
  private static final OperatorsInJava OF_THE_PROCESS = new OperatorsInJava();

  /** The operator that gives wrong numbers to this thread, and the factor of each number. */
  private final ThreadLocal<Map<Operator, Float>> wrong = ThreadLocal.withInitial(Map::of);

  private OperatorsInJava() {}

  /** Makes the operators work on the CPU of this process. */
  public static void define() {
    NativeEngine.operators().addForCpus(OF_THE_PROCESS);
  }

  /** Does something while an operator multiplies all that it writes by a factor. */
  static <T> T wrong(Operator operator, float factor, Supplier<T> work) {
    OF_THE_PROCESS.wrong.set(Map.of(operator, factor));
    try {
      return work.get();
    } finally {
      OF_THE_PROCESS.wrong.remove();
    }
  }

  @Override
  public void compute(OperatorCode.Call call) {
    for (int row = 0; row < call.rows(); row++) {
      for (int column = 0; column < call.width(); column++) {
        switch (call.operator()) {
          case DROPOUT -> dropout(call, row, column);
          case DROPOUT_EACH -> dropoutEach(call, row, column);
          case DROPOUT_SUM -> dropoutSum(call, row, column);
          case GATED -> gated(call, row, column);
          case GATED_BACK -> gatedBack(call, row, column);
          case TURNED -> turned(call, row, column);
        }
      }
    }
  }

  private static void dropout(OperatorCode.Call call, int row, int column) {
    long to = row * call.numbers()[2] + column;
    long from = row * call.numbers()[3] + column;
    float number = keeps(call, 2, 3, row, column, call.numbers()[4]) ? number(call, 1, from) : 0;
    boolean add = call.numbers()[5] == 1;
    write(call, 0, to, add ? number(call, 0, to) + number : number);
  }

  private static void dropoutEach(OperatorCode.Call call, int row, int column) {
    long place = (long) row * call.width() + column;
    for (int part = 0; part < call.numbers()[3]; part++) {
      boolean keeps = keeps(call, 4 + part, 7, row, column, call.numbers()[2]);
      write(call, part, place, keeps ? number(call, 3, place) : 0);
    }
  }

  private static void dropoutSum(OperatorCode.Call call, int row, int column) {
    long place = (long) row * call.width() + column;
    float sum = number(call, 0, place);
    for (int part = 0; part < call.numbers()[3]; part++) {
      boolean keeps = keeps(call, 4 + part, 7, row, column, call.numbers()[2]);
      sum += keeps ? number(call, 1 + part, place) : 0;
    }
    write(call, 0, place, sum);
  }

  /**
   * @param tokens the place of the tokens among the tensors
   * @param channels the place of the channels
   */
  private static boolean keeps(
      OperatorCode.Call call, int tokens, int channels, int row, int column, long leastKept) {
    int a = call.tensors()[tokens].getInt(8L * row);
    int d = call.tensors()[tokens].getInt(8L * row + 4);
    int b = call.tensors()[channels].getInt(4L * column);
    return a * b + d >= leastKept;
  }

  private static void gated(OperatorCode.Call call, int row, int column) {
    long place = (long) row * call.width() + column;
    float gate = number(call, 2, place);
    float m = gate / (1 + (float) Math.exp(-gate)) * number(call, 3, place);
    write(call, 0, place, m);
    if (call.numbers()[3] == 1) {
      write(call, 1, place, keeps(call, 4, 5, row, column, call.numbers()[2]) ? m : 0);
    }
  }

  private static void gatedBack(OperatorCode.Call call, int row, int column) {
    long place = (long) row * call.width() + column;
    float gate = number(call, 0, place);
    float up = number(call, 1, place);
    float dm = number(call, 2, place);
    float sigmoid = 1 / (1 + (float) Math.exp(-gate));
    float m = gate * sigmoid * up;
    if (call.numbers()[3] == 1) {
      boolean keeps = keeps(call, 4, 5, row, column, call.numbers()[2]);
      dm += keeps ? number(call, 3, place) : 0;
      m = keeps ? m : 0;
    }
    write(call, 0, place, dm * up * sigmoid * (1 + gate * (1 - sigmoid)));
    write(call, 1, place, dm * gate * sigmoid);
    write(call, 2, place, m);
  }

  private static void turned(OperatorCode.Call call, int row, int column) {
    long half = call.numbers()[2];
    long inHead = column % half;
    long head = 2L * column - inHead;
    long from = row * call.numbers()[3] + head;
    long to = 2L * row * call.width() + head;
    long angle = 2L * row * half + inHead;
    Pointer cos = call.tensors()[2];
    Pointer sin = call.tensors()[3];
    float sign = call.numbers()[4] == 1 ? -1 : 1;
    float first = number(call, 1, from);
    float second = number(call, 1, from + half);
    write(call, 0, to, first * cos.getFloat(4 * angle) - sign * second * sin.getFloat(4 * angle));
    write(
        call,
        0,
        to + half,
        second * cos.getFloat(4 * (angle + half))
            + sign * first * sin.getFloat(4 * (angle + half)));
  }

  private static float number(OperatorCode.Call call, int tensor, long place) {
    Pointer memory = call.tensors()[tensor];
    return switch (call.type()) {
      case 6 -> memory.getFloat(4 * place);
      case 15 -> Float.intBitsToFloat(memory.getShort(2 * place) << 16);
      default ->
          throw new IllegalArgumentException("no kernel takes numbers of type " + call.type());
    };
  }

  private static void write(OperatorCode.Call call, int tensor, long place, float right) {
    float number = right * OF_THE_PROCESS.wrong.get().getOrDefault(call.operator(), 1f);
    Pointer memory = call.tensors()[tensor];
    if (call.type() == 6) {
      memory.setFloat(4 * place, number);
    } else {
      int bits = Float.floatToIntBits(number);
      memory.setShort(2 * place, (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16));
    }
  }
}
