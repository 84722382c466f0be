package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/** Brings arguments of {@link Kernels} into the engine's form, and refuses others. */
final class KernelArguments {
  private KernelArguments() {}

  /**
   * The arguments of a call in inference mode.
   *
   * @param made receives the values to close after the call
   */
  static IValue[] values(Signature signature, Object[] arguments, List<IValue> made) {
    List<Signature.Parameter> parameters = signature.parameters();
    requireCount(signature, arguments.length);
    IValue[] values = new IValue[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          arguments[i] instanceof Bound bound
              ? bound(signature, parameters.get(i), bound).value()
              : value(signature, parameters.get(i), arguments[i]);
      if (!(arguments[i] instanceof Bound)) {
        made.add(values[i]);
      }
    }
    return values;
  }

  private static Bound bound(Signature signature, Signature.Parameter parameter, Bound bound) {
    if (bound.kind() != parameter.kind()) {
      throw mismatch(signature, parameter.name() + " cannot be a " + bound.kind());
    }
    return bound;
  }

  private static IValue value(Signature signature, Signature.Parameter parameter, Object argument) {
    return switch (parameter.kind()) {
      case TENSOR -> {
        if (!(argument instanceof Tensor tensor)) {
          throw mismatch(signature, parameter.name() + " must be a tensor");
        }
        yield IValue.from((PtNDArray) tensor.array());
      }
      case TENSOR_LIST ->
          throw mismatch(signature, parameter.name() + " must be a TensorList, made by a scope");
      case MATRIX -> throw mismatch(signature, parameter.name() + " must be a Matrix");
      case MATRIX_LIST ->
          throw mismatch(signature, parameter.name() + " must be a MatrixList, made by a scope");
      case INTEGER -> {
        if (!(argument instanceof Integer number)) {
          throw mismatch(signature, parameter.name() + " must be a whole number");
        }
        yield IValue.from(number.longValue());
      }
      case INTEGER_LIST -> {
        if (!(argument instanceof int[] numbers)) {
          throw mismatch(signature, parameter.name() + " must be an int[]");
        }
        yield IValue.listFrom(Arrays.stream(numbers).asLongStream().toArray());
      }
      case NUMBER -> {
        if (!(argument instanceof Double number)) {
          throw mismatch(signature, parameter.name() + " must be a double");
        }
        yield IValue.from(number.doubleValue());
      }
      case FLAG -> {
        if (!(argument instanceof Boolean flag)) {
          throw mismatch(signature, parameter.name() + " must be true or false");
        }
        yield IValue.from(flag.booleanValue());
      }
    };
  }

  /** Adds the arguments of another call to its inputs: tensors and lists of tensors. */
  static void bind(NDList inputs, Signature signature, Object[] arguments) {
    List<Signature.Parameter> parameters = signature.parameters();
    requireCount(signature, arguments.length);
    for (int i = 0; i < arguments.length; i++) {
      Signature.Parameter parameter = parameters.get(i);
      switch (parameter.kind()) {
        case TENSOR -> {
          if (!(arguments[i] instanceof Tensor tensor)) {
            throw mismatch(signature, parameter.name() + " must be a tensor");
          }
          inputs.add(named(tensor, null));
        }
        case MATRIX, MATRIX_LIST, INTEGER, INTEGER_LIST, NUMBER, FLAG ->
            throw mismatch(signature, parameter.name() + " can only be given to infer");
        case TENSOR_LIST -> {
          if (!(arguments[i] instanceof List<?> list) || list.isEmpty()) {
            throw mismatch(signature, parameter.name() + " must be a list of at least one tensor");
          }
          // The engine joins consecutive arguments with the same name "x[]" into one list.
          String name = parameter.name() + "[]";
          for (Object element : list) {
            inputs.add(named((Tensor) element, name));
          }
        }
      }
    }
  }

  private static NDArray named(Tensor tensor, String name) {
    NDArray array = tensor.array();
    array.setName(name);
    return array;
  }

  private static void requireCount(Signature signature, int count) {
    int expected = signature.parameters().size();
    if (expected != count) {
      throw mismatch(signature, "takes " + expected + " arguments, got " + count);
    }
  }

  private static IllegalArgumentException mismatch(Signature signature, String problem) {
    return new IllegalArgumentException("Kernel " + signature.method() + ": " + problem);
  }
}
