package org.wordsight.jobs.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.train.ShuffledAnswers;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingText;

/**
 * A run's samples in tokens, as the student reads them.
 *
 * @param rejected samples that are too long; they are never cut, and each one is named
 */
public record TrainingSamples(
    List<TrainingExample> train, List<TrainingExample> validation, List<RejectedRow> rejected) {
  private static final String STAGE = "train";

  /**
   * The samples of one adapter.
   *
   * @param seed of the control's shuffle
   */
  public static TrainingSamples of(
      List<SampleRow> rows, AdapterPlan plan, TrainingText text, int maximumTokens, long seed) {
    List<SampleRow> train = ofSplit(rows, "train").stream().limit(plan.trainSize()).toList();
    if (train.size() < plan.trainSize()) {
      throw WordsightException.input(
          "Cannot train "
              + plan.id()
              + ": table samples has "
              + train.size()
              + " training samples, expected "
              + plan.trainSize()
              + ". Lower split.subsets, or let generate and split finish.");
    }
    List<Question> questions = train.stream().map(TrainingSamples::question).toList();
    List<RejectedRow> rejected = new ArrayList<>();
    return new TrainingSamples(
        fitting(
            train,
            plan.control() ? ShuffledAnswers.of(questions, seed) : questions,
            text,
            maximumTokens,
            rejected),
        validation(ofSplit(rows, "validation"), text, maximumTokens, rejected),
        rejected);
  }

  private static List<TrainingExample> validation(
      List<SampleRow> rows, TrainingText text, int maximumTokens, List<RejectedRow> rejected) {
    List<Question> questions = rows.stream().map(TrainingSamples::question).toList();
    return fitting(rows, questions, text, maximumTokens, rejected);
  }

  private static List<SampleRow> ofSplit(List<SampleRow> rows, String split) {
    return rows.stream()
        .filter(row -> row.split().equals(split))
        .sorted(Comparator.comparingInt(SampleRow::rank))
        .toList();
  }

  private static Question question(SampleRow row) {
    return new Question(
        row.situation(), row.question(), row.options(), row.answer(), row.rationale());
  }

  private static List<TrainingExample> fitting(
      List<SampleRow> rows,
      List<Question> questions,
      TrainingText text,
      int maximumTokens,
      List<RejectedRow> rejected) {
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      TrainingExample example = text.example(rows.get(i).sampleId(), questions.get(i));
      if (example.length() <= maximumTokens) {
        examples.add(example);
      } else {
        rejected.add(
            new RejectedRow(
                STAGE,
                rows.get(i).sampleId(),
                "too-long",
                example.length() + " tokens, training.maximumTokens is " + maximumTokens,
                text.prompt(questions.get(i))));
      }
    }
    return examples;
  }
}
