package org.wordsight.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes a model's reasoning from its text. Text between reasoning tags is not an answer.
 *
 * <p>Tags, in any case: {@code <think>}, {@code <thinking>}, {@code <thought>}, {@code
 * <reasoning>}, {@code <reflection>}, {@code <analysis>}, {@code <scratchpad>} and similar ones.
 * They may have a prefix, such as {@code <seed:think>}, or bars ({@code <|think|>}). Other marks
 * are {@code [THINK]} in capitals, a code fence with such a name, and the tokens of single model
 * families ({@code <|begin_of_thought|>}, {@code <|START_THINKING|>}, {@code ◁think▷}, {@code
 * <unused94>}, {@code <|channel|>analysis}).
 *
 * <p>Tags may be nested. A tag that is never closed removes the rest of the text. A closing tag
 * that was never opened removes the text before it, since some chat templates open the tag in the
 * prompt.
 */
public final class Reasoning {
  private static final String NAMES =
      "think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratch_?pad|deliberation|drafts?|brainstorm(?:ing)?|planning|cot"
          + "|chain[_-]of[_-]thought|(?:inner|internal)[_-](?:monologue|thoughts?)";

  /**
   * Every tag begins with one of these characters. Looking for them first makes the reading of long
   * texts fast.
   */
  private static final String FIRST_OF_A_TAG = "<[◁";

  private static final Pattern TAG =
      Pattern.compile(
          String.join(
              "|",
              "(?<tag><\\|?\\s*+(?<slash>/?)\\s*+(?:[a-z]+:|ant)?(?<name>"
                  + NAMES
                  + ")(?:\\s[^<>]*)?\\|?>)",
              "(?<bracket>(?-i:\\[(?<bracketSlash>/?)(?:THINK(?:ING)?|THOUGHT|REASONING|ANALYSIS)\\]))",
              "(?<open><\\|begin_of_thought\\|>|<\\|start_thinking\\|>|◁think▷|<unused94>(?:thought)?)",
              "(?<close><\\|end_of_thought\\|>|<\\|end_thinking\\|>|◁/think▷|<unused95>)",
              "(?<answerChannel>(?:<\\|start\\|>assistant)?<\\|channel\\|?>\\s*final(?:<\\|message\\|>)?|<channel\\|>)",
              "(?<channel><\\|channel\\|?>\\s*(?:analysis|commentary|thought|thinking|reasoning)\\b)"),
          Pattern.CASE_INSENSITIVE);

  private static final String FENCE_MARK = "```";

  private static final Pattern FENCE =
      Pattern.compile("(?is)```[ \\t]*(?:" + NAMES + ")[ \\t]*\\n.*?(?:\\n[ \\t]*```|\\z)");

  /** The rest of channel tags after decoding removed the special tokens. */
  private static final Pattern PLAIN_CHANNELS =
      Pattern.compile("\\Aanalysis.*?assistantfinal", Pattern.DOTALL);

  private static final String CHANNEL = "channel";
  private static final String TOKEN = "token";
  private static final String BRACKET = "bracket";

  private Reasoning() {}

  /** The text without its reasoning, and without the tags. */
  public static String removed(String text) {
    String rest = PLAIN_CHANNELS.matcher(text).replaceAll("");
    if (rest.contains(FENCE_MARK)) {
      rest = FENCE.matcher(rest).replaceAll("");
    }
    return outsideTags(rest);
  }

  private static String outsideTags(String text) {
    StringBuilder kept = new StringBuilder();
    Deque<String> open = new ArrayDeque<>();
    int from = 0;
    Matcher tag = TAG.matcher(text);
    while (finds(tag, text, from)) {
      if (open.isEmpty()) {
        kept.append(text, from, tag.start());
      }
      if (!closes(tag)) {
        open.push(kind(tag));
      } else if (open.isEmpty()) {
        kept.setLength(0);
      } else {
        close(open, kind(tag));
      }
      from = tag.end();
    }
    if (open.isEmpty()) {
      kept.append(text, from, text.length());
    }
    return kept.toString();
  }

  private static boolean finds(Matcher tag, String text, int from) {
    for (int at = from; at < text.length(); at++) {
      boolean may = FIRST_OF_A_TAG.indexOf(text.charAt(at)) >= 0;
      if (may && tag.region(at, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  private static boolean closes(Matcher tag) {
    return tag.group("close") != null
        || tag.group("answerChannel") != null
        || "/".equals(tag.group("slash"))
        || "/".equals(tag.group("bracketSlash"));
  }

  private static String kind(Matcher tag) {
    if (tag.group("tag") != null) {
      return tag.group("name").toLowerCase(Locale.ROOT);
    }
    if (tag.group("bracket") != null) {
      return BRACKET;
    }
    return tag.group("channel") != null || tag.group("answerChannel") != null ? CHANNEL : TOKEN;
  }

  /** Closes the innermost tag of a kind, and every tag opened inside it. A channel closes all. */
  private static void close(Deque<String> open, String kind) {
    if (kind.equals(CHANNEL)) {
      open.clear();
    } else if (open.contains(kind)) {
      while (!open.pop().equals(kind)) {
        // Tags that were opened inside this one end with it.
      }
    }
  }
}
