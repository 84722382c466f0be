/**
 * Checkpoints in Hugging Face's layout as models that compute: {@link
 * org.wordsight.model.LoadedModel} is what others use. {@code model.layer} holds the layers that
 * architectures share, {@code model.architecture} what one is made of. Each architecture is one
 * package beside these and one line in {@link org.wordsight.model.Architectures}.
 */
package org.wordsight.model;
