package org.wordsight.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.SharedPrefix;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Answers groups of requests with a model, alone or with an adapter.
 *
 * <p>Rows are answered together without padding, as many at a time as memory allows. The next row
 * of the group takes the place of a row that has ended. A common beginning of all prompts is
 * computed and held once. The scored tokens come from the pass that reads the prompts.
 *
 * <p>On the same hardware, the answers depend on the group and the memory budget alone, to the bit.
 * The other requests of the group change how a request's numbers are rounded. The change is parts
 * in ten million in float32, and the third digit in bfloat16. It can change a sampled answer. It
 * changes a greedy answer only if the two largest logits are nearly equal.
 *
 * <p>A generator is not thread-safe: one task computes at a time on a device.
 */
public final class TextGenerator implements AutoCloseable {
  private final LoadedModel model;
  private final CachedDecoder decoder;
  private final Sampler sampler;
  private final MemoryPlan memory;
  private final int maximumPositions;

  public TextGenerator(LoadedModel model) {
    this(model, LoraWeights.none());
  }

  /**
   * @param lora an adapter bound to the model, owned by the caller
   */
  public TextGenerator(LoadedModel model, LoraWeights lora) {
    this(model, lora, model.backend().answerBudgetBytes(0));
  }

  /**
   * @param budgetBytes memory beside the weights; it decides how many rows are answered at a time
   */
  public TextGenerator(LoadedModel model, LoraWeights lora, long budgetBytes) {
    this.model = model;
    this.memory = MemoryPlan.of(model.decoder().config(), model.backend(), budgetBytes);
    this.maximumPositions = model.maximumPositions();
    this.decoder = new CachedDecoder(model.decoder(), lora);
    try {
      this.sampler = new Sampler(model.device());
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
  }

  /**
   * Answers a group; each answer is in its request's place. A request that the model cannot read is
   * refused with the reason, and the others go on.
   *
   * @throws WordsightException exit code 5 if a GPU's memory is too small for a request
   */
  public List<Generation> generate(List<GenerationRequest> group) {
    Generation[] answers = new Generation[group.size()];
    List<Row> rows = readable(group, answers);
    if (!rows.isEmpty()) {
      answer(rows, answers);
    }
    return Arrays.asList(answers);
  }

  /** The rows of a group that the model can read. */
  List<Row> rows(List<GenerationRequest> group) {
    return readable(group, new Generation[group.size()]);
  }

  MemoryPlan memory() {
    return memory;
  }

  private List<Row> readable(List<GenerationRequest> group, Generation[] answers) {
    List<Row> rows = new ArrayList<>();
    for (int place = 0; place < group.size(); place++) {
      readable(group.get(place), place, answers).ifPresent(rows::add);
    }
    return rows;
  }

  private void answer(List<Row> rows, Generation[] answers) {
    int shared = CommonPrefix.length(rows);
    MemoryPlan.Places places = memory.places(rows, shared);
    try (Scope scope = model.device().scope();
        SharedPrefix prefix = prefix(scope, rows.get(0).prompt(), shared);
        KeyValueCache cache = decoder.cache(scope, places.rows(), places.capacity(), prefix)) {
      new Batch(model, decoder, sampler, cache, rows, answers).run(scope);
    }
  }

  private SharedPrefix prefix(Scope owner, Prompt prompt, int length) {
    if (length == 0) {
      return decoder.noPrefix();
    }
    try (Scope scope = owner.child()) {
      boolean sees = prompt.sight().to() <= length;
      List<Prompt.PreparedImage> images = sees ? prompt.images() : List.of();
      Tensor x_ND = model.embed(scope, Arrays.copyOf(prompt.ids(), length), images);
      long[][] positions_AN =
          Arrays.stream(prompt.positions())
              .map(axis -> Arrays.copyOf(axis, length))
              .toArray(long[][]::new);
      return decoder.prefix(
          owner, x_ND, positions_AN, model.look(scope, images), model.backend().windowPositions());
    }
  }

  /**
   * The request as a row. A request that the model cannot read gives none, and its refusal is put
   * among the answers.
   */
  // One after the other: 16 threads wait for the tokenizer's cache, and take four times as long.
  private Optional<Row> readable(GenerationRequest request, int place, Generation[] answers) {
    request.grammar().ifPresent(this::requireOurs);
    int[] ids = model.tokenizer().encode(request.prompt());
    Prompt prompt;
    try {
      prompt = model.prompt(ids, request.images());
    } catch (WordsightException e) {
      answers[place] = Generation.refused(ids.length, e.getMessage());
      return Optional.empty();
    }
    int room = maximumPositions - prompt.length();
    Row row =
        new Row(
            place,
            prompt,
            Math.min(request.maximumNewTokens(), Math.max(0, room)),
            request.sampling(),
            firstTokens(request.scoredTokens()),
            request.grammar());
    Optional<String> problem = problem(row, room);
    problem.ifPresent(because -> answers[place] = Generation.refused(prompt.length(), because));
    return problem.isPresent() ? Optional.empty() : Optional.of(row);
  }

  private Optional<String> problem(Row row, int room) {
    if (row.prompt().length() == 0) {
      return Optional.of("Cannot answer: the prompt is empty. Write one.");
    }
    if (room <= 0) {
      return Optional.of(
          "Cannot answer: the prompt has %d tokens, expected fewer than the model's %d positions. Shorten the prompt."
              .formatted(row.prompt().length(), maximumPositions));
    }
    if (row.maximumNewTokens() > 0 && row.maximumNewTokens() < fewestTokens(row)) {
      return Optional.of(
          "Cannot answer: %d tokens are left for the answer after a prompt of %d, expected at least %d, which the grammar needs. Allow a longer answer, or shorten the prompt."
              .formatted(row.maximumNewTokens(), row.prompt().length(), fewestTokens(row)));
    }
    if (!memory.fits(List.of(row), 0)) {
      if (!model.backend().fixesAnswerBudget()) {
        throw tooLittleMemory(row);
      }
      return Optional.of(
          "Cannot answer: a prompt of %d tokens and an answer of up to %d need %,d bytes of memory, expected at most %,d. Shorten one of them%s."
              .formatted(
                  row.prompt().length(),
                  row.maximumNewTokens(),
                  memory.bytes(List.of(row), 0),
                  memory.budgetBytes(),
                  row.prompt().images().isEmpty() ? "" : ", or show smaller images"));
    }
    return Optional.empty();
  }

  private void requireOurs(TokenGrammar grammar) {
    int size = model.decoder().config().vocabularySize();
    if (grammar.size() != size) {
      throw new IllegalArgumentException(
          "The grammar is for a vocabulary of %d tokens, expected the model's %d"
              .formatted(grammar.size(), size));
    }
  }

  private static long fewestTokens(Row row) {
    return row.grammar().map(TokenGrammar::fewestTokens).orElse(0L);
  }

  /**
   * The error for a row that does not fit into the GPU now. The row is not refused, since it may
   * fit at another time.
   */
  private WordsightException tooLittleMemory(Row row) {
    return new WordsightException(
        ExitCode.DEVICE,
        String.format(
            Locale.ROOT,
            "Cannot answer on %s: gpu.answerBudgetBytes (0 means most of the free memory) is %,d,"
                + " expected at least %,d for a prompt of %d tokens and an answer of up to %d. Set"
                + " it to more or to 0, end other processes that use the GPU, use one with more"
                + " memory, or shorten the prompt or the answer%s.",
            model.device(),
            memory.budgetBytes(),
            memory.bytes(List.of(row), 0),
            row.prompt().length(),
            row.maximumNewTokens(),
            row.prompt().images().isEmpty() ? "" : ", or show smaller images"));
  }

  private int[] firstTokens(List<String> texts) {
    int[] tokens = new int[texts.size()];
    for (int i = 0; i < tokens.length; i++) {
      int[] ids = model.tokenizer().encode(texts.get(i));
      if (ids.length == 0) {
        throw new IllegalArgumentException("A scored text is empty: it has no first token");
      }
      tokens[i] = ids[0];
    }
    return tokens;
  }

  @Override
  public void close() {
    sampler.close();
    decoder.close();
  }
}
