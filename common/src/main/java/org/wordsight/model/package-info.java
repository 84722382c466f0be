/**
 * Checkpoints in Hugging Face's layout as models that compute: {@link
 * org.wordsight.model.LoadedModel} is what others use. {@code model.layer} holds what architectures
 * share; each architecture is one package and one line in {@link
 * org.wordsight.model.Architectures}.
 */
package org.wordsight.model;
