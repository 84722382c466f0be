/**
 * Converts messages to token ids and back, with the checkpoint's own chat template and tokenizer.
 * The template is rendered exactly as in transformers.
 */
package org.wordsight.chat;
