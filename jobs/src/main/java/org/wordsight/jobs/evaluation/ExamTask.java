package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.wordsight.evaluate.ExamItem;
import org.wordsight.evaluate.ExamPrompts;
import org.wordsight.evaluate.GroupExam;
import org.wordsight.evaluate.ItemImage;
import org.wordsight.evaluate.LoggedAnswer;
import org.wordsight.evaluate.Response.Respondent;
import org.wordsight.jobs.evaluation.Question.Kind;
import org.wordsight.jobs.runtime.SegmentLog;

/**
 * Takes groups of items through the questions of one phase. What a group answers to a question is
 * one segment of the log, whole before the next is asked: a killed task loses the answer in flight,
 * and who comes after it asks only what the log does not hold.
 *
 * @param imageFolder empty where no question looks at images
 */
record ExamTask(
    List<Question> questions,
    ExamPrompts prompts,
    String imageFolder,
    SegmentLog<LoggedAnswer> log,
    Respondents respondents)
    implements FlatMapFunction<Iterator<ExamTask.Group>, ExamTask.Answered> {

  /**
   * One batch of items.
   *
   * @param captions those of an earlier phase, by item
   */
  record Group(List<ExamItem> items, HashMap<String, String> captions) implements Serializable {}

  /** Which segment holds a group's answers to a question. */
  record Answered(int question, String segment) implements Serializable {}

  @Override
  public Iterator<Answered> call(Iterator<Group> groups) {
    Set<String> logged = new HashSet<>(log.names());
    List<Answered> answered = new ArrayList<>();
    try (Respondents.Sitting sitting = respondents.open()) {
      while (groups.hasNext()) {
        answered.addAll(ask(groups.next(), sitting, logged));
      }
    }
    return answered.iterator();
  }

  private List<Answered> ask(Group group, Respondents.Sitting sitting, Set<String> logged) {
    GroupExam exam = new GroupExam(prompts, group.items(), images(group));
    Map<String, String> captions = group.captions();
    List<Answered> answered = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      Respondent model = inquiries -> sitting.ask(question.contestant(), inquiries);
      Map<String, String> situations =
          switch (question.kind()) {
            case DESCRIBE, IMAGE -> Map.of();
            case CAPTION -> captions;
            case GIVEN -> exam.givenSituations();
          };
      String who = question.contestant().fingerprint();
      String segment =
          switch (question.kind()) {
            case DESCRIBE -> exam.describeKey(who);
            case IMAGE -> exam.lookKey(who);
            case CAPTION, GIVEN -> exam.readKey(who, situations);
          };
      List<LoggedAnswer> answers =
          once(
              segment,
              logged,
              () ->
                  switch (question.kind()) {
                    case DESCRIBE -> exam.describe(model);
                    case IMAGE -> exam.look(model);
                    case CAPTION, GIVEN -> exam.read(model, situations);
                  });
      if (question.kind() == Kind.DESCRIBE) {
        captions = captions(answers);
      }
      answered.add(new Answered(i, segment));
    }
    return answered;
  }

  private List<LoggedAnswer> once(
      String key, Set<String> logged, Supplier<List<LoggedAnswer>> answers) {
    if (logged.contains(key)) {
      return log.read(key);
    }
    List<LoggedAnswer> fresh = answers.get();
    log.append(key, fresh);
    logged.add(key);
    return fresh;
  }

  private List<ItemImage> images(Group group) {
    if (imageFolder.isEmpty()) {
      return List.of();
    }
    Path folder = Path.of(imageFolder);
    return group.items().stream().map(item -> ItemImage.read(folder, item.imageFile())).toList();
  }

  /** The descriptions that were given, by item. */
  static HashMap<String, String> captions(List<LoggedAnswer> answers) {
    HashMap<String, String> captions = new HashMap<>();
    answers.stream()
        .filter(LoggedAnswer::asked)
        .forEach(answer -> captions.put(answer.itemId(), answer.text()));
    return captions;
  }
}
