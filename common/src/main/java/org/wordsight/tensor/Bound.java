package org.wordsight.tensor;

import ai.djl.pytorch.jni.IValue;

/** An argument that the engine already holds. */
sealed interface Bound permits TensorList, Matrix, MatrixList {
  IValue value();
}
