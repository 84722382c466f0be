/**
 * Checkpoints in Hugging Face's layout as models that can compute. Other packages use {@link
 * org.wordsight.model.LoadedModel}. {@code model.layer} has the layers that architectures share,
 * and {@code model.architecture} the parts of an architecture. Each architecture is one package
 * beside these and one line in {@link org.wordsight.model.Architectures}.
 */
package org.wordsight.model;
