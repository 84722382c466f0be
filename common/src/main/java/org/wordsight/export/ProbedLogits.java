package org.wordsight.export;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.chat.Message;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.verify.Forward;

/**
 * A model's logits at the last positions of a few questions.
 *
 * @param ofPrompts one array for each question
 */
record ProbedLogits(List<float[]> ofPrompts) {
  /** The positions of a question whose logits count. */
  private static final int POSITIONS = 8;

  private static final List<String> QUESTIONS =
      List.of(
          """
          Situation: A cyclist has fallen on a busy road and does not move.
          Question: What should a driver behind do first?
          A. Drive around the cyclist.
          B. Stop, switch on the hazard lights and call for help.
          C. Sound the horn.
          Just output the choice:""",
          """
          Situation: An old man stands at the top of an icy staircase with two heavy bags.
          Question: Which action helps him most?
          A. Offer an arm and carry the bags down.
          B. Tell him to hurry.
          C. Walk past him.
          D. Take a picture of the ice.
          Just output the choice:""",
          "Smoke comes out of a neighbour's kitchen window. What do you do?");

  ProbedLogits {
    ofPrompts = List.copyOf(ofPrompts);
  }

  static ProbedLogits of(LoadedModel model, LoraWeights lora) {
    Forward forward = new Forward(model);
    List<float[]> logits = new ArrayList<>();
    for (String question : QUESTIONS) {
      String text = model.template().prompt(List.of(Message.user(question)));
      Prompt prompt = model.prompt(model.tokenizer().encode(text));
      int from = Math.max(0, prompt.length() - POSITIONS);
      logits.add(forward.logits(prompt, from, prompt.length(), lora));
    }

    return new ProbedLogits(logits);
  }

  /**
   * The distance of two models: absolute differences of logits.
   *
   * @param notFinite the number of logits of either model that are not finite; the other figures
   *     leave them out
   */
  record Distance(double largest, double mean, long notFinite) {}

  Distance from(ProbedLogits other) {
    double largest = 0;
    double sum = 0;
    long count = 0;
    long notFinite = 0;
    for (int prompt = 0; prompt < ofPrompts.size(); prompt++) {
      float[] ours = ofPrompts.get(prompt);
      float[] theirs = other.ofPrompts.get(prompt);
      for (int i = 0; i < ours.length; i++) {
        double difference = Math.abs((double) ours[i] - theirs[i]);
        if (Double.isFinite(difference)) {
          largest = Math.max(largest, difference);
          sum += difference;
          count++;
        } else {
          notFinite++;
        }
      }
    }

    return new Distance(largest, count == 0 ? 0 : sum / count, notFinite);
  }
}
