/**
 * From messages to token ids and back: the checkpoint's own chat template, rendered to the byte as
 * transformers renders it, and its own tokenizer.
 */
package org.wordsight.chat;
