package org.wordsight.tensor;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.Optional;

/** The code of an {@link Operator} on one kind of device, in the form that libtorch calls. */
final class OperatorCode implements Libtorch.Code {
  private final Operator operator;
  private final Arithmetic arithmetic;

  /** Each thread's memory for what libtorch answers. */
  private final ThreadLocal<Memory> room = ThreadLocal.withInitial(() -> new Memory(Long.BYTES));

  /** The first failure of a thread's calls since it was last taken. */
  private final ThreadLocal<RuntimeException> failure = new ThreadLocal<>();

  OperatorCode(Operator operator, Arithmetic arithmetic) {
    this.operator = operator;
    this.arithmetic = arithmetic;
  }

  /**
   * One call of an operator.
   *
   * @param device the GPU's number
   * @param tensors the addresses of the tensors' first numbers
   * @param type libtorch's number of the tensors' type
   * @param numbers the other whole numbers, beginning with rows and width
   */
  record Call(Operator operator, int device, Pointer[] tensors, int type, long[] numbers) {
    int rows() {
      return Math.toIntExact(numbers[0]);
    }

    int width() {
      return Math.toIntExact(numbers[1]);
    }
  }

  /** Computes operators on one kind of device. */
  @FunctionalInterface
  interface Arithmetic {
    void compute(Call call);
  }

  /** Nothing may be thrown into libtorch, which has called, so that every failure is kept. */
  @Override
  public void invoke(Pointer values, long arguments, long results) {
    int tensors = operator.tensors();
    long[] words = values.getLongArray(0, tensors + operator.numbers());
    try {
      arithmetic.compute(call(words));
    } catch (Throwable e) {
      if (failure.get() == null) {
        failure.set(
            new IllegalStateException(
                "Cannot compute %s: %s".formatted(operator.label(), e.getMessage()), e));
      }
    } finally {
      // The first tensor is the result. Its handle goes back to libtorch.
      for (int i = 1; i < tensors; i++) {
        Libtorch.aoti_torch_delete_tensor_object(words[i]);
      }
    }
  }

  private Call call(long[] words) {
    Memory answer = room.get();
    require(Libtorch.aoti_torch_get_device_index(words[0], answer));
    int device = answer.getInt(0);
    Pointer[] tensors = new Pointer[operator.tensors()];
    for (int i = 0; i < tensors.length; i++) {
      require(Libtorch.aoti_torch_get_data_ptr(words[i], answer));
      tensors[i] = answer.getPointer(0);
    }
    return new Call(
        operator,
        device,
        tensors,
        (int) words[tensors.length],
        Arrays.copyOfRange(words, tensors.length + 1, words.length));
  }

  private static void require(int error) {
    if (error != 0) {
      throw new IllegalStateException("libtorch does not describe a tensor");
    }
  }

  /** The first failure of this thread's calls since the last time. */
  Optional<RuntimeException> takeFailure() {
    RuntimeException failed = failure.get();
    failure.remove();
    return Optional.ofNullable(failed);
  }
}
