package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.wordsight.generate.Generation;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/** A chat: its text, ids, images, logits and greedy continuation. */
final class ChatKind implements Kind {
  private static final double PIXEL_TOLERANCE = 1e-6;

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    LoadedModel model = subject.model();
    checks.equal("rendered", Chats.render(model.template(), each), each.text("rendered"));
    List<RgbImage> images = subject.images(each.value("messages"));
    Prompt prompt = prompt(each, subject);
    int[] expected = each.integers("input_ids");
    checks.equal("input_ids", prompt.ids(), expected);
    if (prompt.ids().length != expected.length) {
      // What follows is about positions that the prompt may not have.
      return;
    }
    float[] logits = compareTensors(each, subject, prompt, images, checks);
    JsonNode letters = each.json().path("letter_logprobs");
    List<String> scored = new ArrayList<>();
    letters.fieldNames().forEachRemaining(scored::add);
    Generation answer =
        GreedyAnswers.greedy(List.of(each), each.integer("max_new_tokens"), scored, subject).get(0);
    if (!scored.isEmpty()) {
      compareLetters(letters, scored, answer, model, QuantityChecks.relativeTo(logits), checks);
    }
    checks.equal("greedy_ids", answer.ids(), each.integers("greedy_ids"));
    checks.equal("greedy_text", answer.text(), each.text("greedy_text"));
  }

  /** Uses the reference's own text, so that a wrong template does not hide other differences. */
  static Prompt prompt(ReferenceCase each, Subject subject) {
    LoadedModel model = subject.model();
    int[] ids = model.tokenizer().encode(each.text("rendered"));
    return model.prompt(ids, subject.images(each.value("messages")));
  }

  private static float[] compareTensors(
      ReferenceCase each,
      Subject subject,
      Prompt prompt,
      List<RgbImage> images,
      QuantityChecks checks) {
    Reference reference = subject.reference();
    ProcessedImages processed = subject.model().processed(prompt.ids(), images);
    float[] logits = new float[0];
    for (Map.Entry<String, String> tensor : each.tensors().entrySet()) {
      String key = tensor.getValue();
      switch (tensor.getKey()) {
        case "logits" -> {
          int[] span = each.integers("logits_positions");
          logits =
              new Forward(subject.model()).logits(prompt, span[0], span[1], LoraWeights.none());
          float[] theirs = reference.floats(key);
          checks.within("logits", logits, theirs, QuantityChecks.relativeTo(theirs));
        }
        case "hidden_states" -> {
          LayerTrace trace =
              new LayerTrace(
                  new Forward(subject.model()).hiddenStates(prompt), reference.floats(key));
          if (subject.traced()) {
            trace.compareEach(checks);
          } else {
            trace.compare(checks);
          }
        }
        case "position_ids" ->
            checks.equal("position_ids", flat(prompt.positions()), reference.integers(key));
        case "pixel_values" ->
            checks.within(
                "pixel_values", processed.pixelValues(), reference.floats(key), PIXEL_TOLERANCE);
        default -> compareIntegers(tensor.getKey(), key, processed, reference, checks);
      }
    }
    if (each.has("pixel_values_shape")) {
      checks.equal(
          "pixel_values_shape", processed.shape(), longs(each.value("pixel_values_shape")));
    }
    return logits;
  }

  private static void compareIntegers(
      String name,
      String key,
      ProcessedImages processed,
      Reference reference,
      QuantityChecks checks) {
    long[] ours = processed.integers().get(name);
    if (ours == null) {
      checks.failed(name, "no quantity that we know");
    } else {
      checks.equal(name, ours, reference.integers(key));
    }
  }

  private static void compareLetters(
      JsonNode letters,
      List<String> scored,
      Generation answer,
      LoadedModel model,
      double tolerance,
      QuantityChecks checks) {
    int[] ourIds = scored.stream().mapToInt(x -> model.tokenizer().encode(x)[0]).toArray();
    int[] theirIds =
        scored.stream().mapToInt(x -> letters.get(x).path("token_id").intValue()).toArray();
    double[] theirs =
        scored.stream().mapToDouble(x -> letters.get(x).path("logprob").doubleValue()).toArray();
    checks.equal("letter token ids", ourIds, theirIds);
    checks.within("letter_logprobs", answer.logProbabilities(), theirs, tolerance);
  }

  private static long[] flat(long[][] positions) {
    return Arrays.stream(positions).flatMapToLong(Arrays::stream).toArray();
  }

  static List<Long> longs(JsonNode array) {
    List<Long> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.longValue()));
    return numbers;
  }
}
