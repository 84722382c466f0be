package org.wordsight.tensor;

import ai.djl.pytorch.jni.IValue;

/** An argument that the engine already holds. */
abstract sealed class Bound permits TensorList, Matrix, MatrixList {
  abstract IValue value();

  abstract Signature.Kind kind();
}
