package org.wordsight.chat;

/** A piece of a message. */
public sealed interface Part {
  record Text(String text) implements Part {}

  /** An image's place: the images themselves travel beside the rendered text, in order. */
  record Image() implements Part {}
}
