package org.wordsight.tensor;

import ai.djl.pytorch.jni.IValue;

/** A kernel argument that is already in the engine's own form. */
abstract sealed class Bound permits TensorList, Matrix, MatrixList {
  abstract IValue value();

  abstract Signature.Kind kind();
}
