package org.wordsight.chat;

import java.util.List;

/** One turn of a chat. */
public record Message(String role, List<Part> parts) {
  public Message {
    parts = List.copyOf(parts);
  }

  public static Message system(String text) {
    return new Message("system", List.of(new Part.Text(text)));
  }

  public static Message user(String text) {
    return new Message("user", List.of(new Part.Text(text)));
  }

  /** A question about one image. The image comes before the text. */
  public static Message userWithImage(String text) {
    return new Message("user", List.of(new Part.Image(), new Part.Text(text)));
  }

  public static Message assistant(String text) {
    return new Message("assistant", List.of(new Part.Text(text)));
  }

  /** All text of the message. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text written) {
        text.append(written.text());
      }
    }
    return text.toString();
  }

  boolean hasImages() {
    return parts.stream().anyMatch(Part.Image.class::isInstance);
  }
}
