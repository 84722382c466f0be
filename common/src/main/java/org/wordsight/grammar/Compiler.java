package org.wordsight.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.wordsight.grammar.State.Counter;

/** Turns a schema into the steps of an {@link Automaton}. */
final class Compiler {
  private final BitSet usable;
  private final TextTable table;
  private final List<Step> steps = new ArrayList<>();

  /**
   * The lists that enclose each step. The costs of a list's items are known after its last item.
   */
  private final List<List<Open>> around = new ArrayList<>();

  /** For each step, the tokens of items that a list needs after its first item. */
  private final List<Long> further = new ArrayList<>();

  private final Deque<Open> open = new ArrayDeque<>();
  private boolean listEnded;

  private static final class Open {
    private final Counter counter;
    private final int fewest;
    private long item;

    private Open(Counter counter, int fewest) {
      this.counter = counter;
      this.fewest = fewest;
    }
  }

  Compiler(BitSet usable) {
    this.usable = usable;
    this.table = new TextTable(usable);
  }

  Automaton compile(Schema schema) {
    add(new Step.Blanks());
    add(schema);
    add(new Step.End());
    if (steps.size() > State.MOST_STEPS) {
      throw new IllegalArgumentException(
          "The schema has %d steps, expected at most %d".formatted(steps.size(), State.MOST_STEPS));
    }
    return new Automaton(steps.toArray(Step[]::new), after(), around());
  }

  private long[] after() {
    long[] after = new long[steps.size()];
    long[] from = new long[steps.size() + 1];
    for (int i = steps.size() - 1; i >= 0; i--) {
      long rest =
          steps.get(i) instanceof Step.MayEnd mayEnd
              ? from[mayEnd.end()]
              : further.get(i) + from[i + 1];
      after[i] = rest;
      from[i] = steps.get(i).whole() + rest;
    }
    return after;
  }

  private Automaton.Around[][] around() {
    return around.stream()
        .map(
            lists ->
                lists.stream()
                    .map(list -> new Automaton.Around(list.counter, list.fewest, list.item))
                    .toArray(Automaton.Around[]::new))
        .toArray(Automaton.Around[][]::new);
  }

  /** The tokens of a step that has been added. */
  private long add(Step step) {
    steps.add(step);
    around.add(List.copyOf(open));
    further.add(0L);
    return step.whole();
  }

  /** Adds the steps of a schema. Returns the fewest tokens of a value. */
  private long add(Schema schema) {
    if (schema instanceof Schema.Text text) {
      return add('"') + words(text);
    }
    if (schema instanceof Schema.OneOf oneOf) {
      return alternatives(oneOf.values().stream().map(Compiler::quoted).toList());
    }
    if (schema instanceof Schema.Flag) {
      return alternatives(List.of("true", "false"));
    }
    if (schema instanceof Schema.Whole whole) {
      return add(new Step.Digits(whole.mostDigits(), tokens("0123456789")));
    }
    if (schema instanceof Schema.Letter) {
      return letter();
    }
    if (schema instanceof Schema.Items items) {
      return items(items);
    }
    return fields((Schema.Fields) schema);
  }

  private long add(int b) {
    return add(new Step.One(b, tokens(b)));
  }

  private long add(String text) {
    long tokens = 0;
    for (byte b : text.getBytes(UTF_8)) {
      tokens += add(b & 0xFF);
    }
    return tokens;
  }

  private long tokens(int b) {
    return usable.get(b) ? 1 : Automaton.IMPOSSIBLE;
  }

  /** The tokens of any of these characters. */
  private long tokens(String any) {
    return any.chars().anyMatch(usable::get) ? 1 : Automaton.IMPOSSIBLE;
  }

  private long words(Schema.Text text) {
    long letter = text.fewest() == 0 ? 0 : tokens("aeinorst") - 1;
    return add(new Step.Words(table, text, tokens('"') + letter));
  }

  private long letter() {
    if (!listEnded) {
      throw new IllegalArgumentException("A letter has no list before it");
    }
    return add('"') + add(new Step.Choice(tokens('A'))) + add('"');
  }

  private long fields(Schema.Fields fields) {
    long tokens = add('{');
    for (Schema.Field field : fields.fields()) {
      if (!field.equals(fields.fields().get(0))) {
        tokens += add(',');
      }
      add(new Step.Blanks());
      tokens += add(quoted(field.name()));
      add(new Step.Blanks());
      tokens += add(':');
      add(new Step.Blanks());
      tokens += add(field.value());
      add(new Step.Blanks());
    }
    if (fields.fields().isEmpty()) {
      add(new Step.Blanks());
    }
    return tokens + add('}');
  }

  private long items(Schema.Items items) {
    int beginning = steps.size();
    long tokens = add('[');
    Open list = new Open(counter(items.most()), items.fewest());
    open.push(list);
    int mayEnd = -1;
    if (items.fewest() == 0) {
      add(new Step.Blanks());
      mayEnd = steps.size();
      add(new Step.MayEnd(0, tokens(']')));
    }
    int first = steps.size();
    add(new Step.Blanks());
    long item = items.lettered() ? lettered(items, list.counter) : add(items.each());
    list.item = item + tokens(',');
    add(new Step.Blanks());
    long end =
        add(new Step.Another(list.counter, items.fewest(), items.most(), first, tokens(']')));
    open.pop();
    listEnded = true;
    if (mayEnd >= 0) {
      steps.set(mayEnd, new Step.MayEnd(steps.size(), tokens(']')));
      return tokens + end;
    }
    long more = (items.fewest() - 1) * list.item;
    further.set(beginning, more);
    return tokens + item + more + end;
  }

  private long lettered(Schema.Items items, Counter counter) {
    return add('"')
        + add(new Step.Label(counter, tokens('A')))
        + add(". ")
        + words((Schema.Text) items.each());
  }

  private Counter counter(int most) {
    int shift = open.isEmpty() ? 0 : open.peek().counter.shift() + open.peek().counter.bits();
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(most);
    if (shift + bits > State.COUNTER_BITS) {
      throw new IllegalArgumentException(
          "Lists inside lists have too many items: their counts need %d bits, expected at most %d"
              .formatted(shift + bits, State.COUNTER_BITS));
    }
    return new Counter(shift, bits);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** Adds one of some texts. No text is the beginning of another, since each ends with a quote. */
  private long alternatives(List<String> texts) {
    List<int[]> places = new ArrayList<>(List.of(place()));
    List<byte[]> all = texts.stream().map(text -> text.getBytes(UTF_8)).toList();
    int end = 1 + all.stream().mapToInt(text -> text.length).sum();
    for (byte[] text : all) {
      int at = 0;
      for (int i = 0; i < text.length; i++) {
        int b = text[i] & 0xFF;
        if (i == text.length - 1) {
          places.get(at)[b] = end;
        } else if (places.get(at)[b] < 0) {
          places.get(at)[b] = places.size();
          places.add(place());
        }
        at = places.get(at)[b];
      }
    }
    int count = places.size();
    places.forEach(place -> Arrays.setAll(place, b -> place[b] == end ? count : place[b]));
    if (count > State.MOST_PLACES) {
      throw new IllegalArgumentException(
          "The texts %s need %d places, expected at most %d"
              .formatted(texts, count, State.MOST_PLACES));
    }
    return add(new Step.Alternatives(places.toArray(int[][]::new), left(places)));
  }

  private static int[] place() {
    int[] place = new int[256];
    Arrays.fill(place, -1);
    return place;
  }

  /** Later places are further from the beginning, so they are computed first. */
  private long[] left(List<int[]> places) {
    long[] left = new long[places.size() + 1];
    for (int place = places.size() - 1; place >= 0; place--) {
      left[place] = Automaton.IMPOSSIBLE;
      for (int b = 0; b < 256; b++) {
        int to = places.get(place)[b];
        if (to >= 0) {
          left[place] = Math.min(left[place], tokens(b) + left[to]);
        }
      }
    }
    return left;
  }
}
