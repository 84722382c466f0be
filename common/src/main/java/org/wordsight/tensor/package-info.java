/**
 * Native tensors with visible owners, and TorchScript kernels called on them. The only package that
 * knows the engine: everything above it sees {@link org.wordsight.tensor.Tensor}, {@link
 * org.wordsight.tensor.Scope} and {@link org.wordsight.tensor.Kernels}.
 */
package org.wordsight.tensor;
