/**
 * Native tensors with clear owners, and TorchScript kernels that work on them. No other package
 * knows the engine. Others use {@link org.wordsight.tensor.Tensor}, {@link
 * org.wordsight.tensor.Scope} and {@link org.wordsight.tensor.Kernels}.
 */
package org.wordsight.tensor;
