package org.wordsight.chat;

/** A piece of a message. */
public sealed interface Part {
  record Text(String text) implements Part {}

  /** The place of an image. The images themselves are passed beside the rendered text, in order. */
  record Image() implements Part {}
}
