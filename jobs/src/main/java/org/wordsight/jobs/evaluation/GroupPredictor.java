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
import org.wordsight.evaluate.BenchmarkItem;
import org.wordsight.evaluate.ChatModel;
import org.wordsight.evaluate.EvaluationPrompts;
import org.wordsight.evaluate.ItemGroup;
import org.wordsight.evaluate.ItemImage;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.jobs.evaluation.EvaluationTask.Kind;
import org.wordsight.jobs.runtime.SegmentLog;

/**
 * Takes groups of items through the tasks of one phase. What a group answers to a task is one
 * segment of the log, whole before the next is asked: a killed task loses the answer in flight, and
 * who comes after it asks only what the log does not hold.
 *
 * @param imageFolder empty where no task looks at images
 */
record GroupPredictor(
    List<EvaluationTask> tasks,
    EvaluationPrompts prompts,
    String imageFolder,
    SegmentLog<PredictionLogEntry> log,
    ModelSessions sessions)
    implements FlatMapFunction<Iterator<GroupPredictor.Group>, GroupPredictor.LoggedGroup> {

  /**
   * One batch of items.
   *
   * @param captions those of an earlier phase, by item
   */
  record Group(List<BenchmarkItem> items, HashMap<String, String> captions)
      implements Serializable {}

  /** Which segment holds a group's answers to a task. */
  record LoggedGroup(int task, String segment) implements Serializable {}

  @Override
  public Iterator<LoggedGroup> call(Iterator<Group> groups) {
    Set<String> logged = new HashSet<>(log.names());
    List<LoggedGroup> loggedGroups = new ArrayList<>();
    try (ModelSessions.Session session = sessions.open()) {
      while (groups.hasNext()) {
        loggedGroups.addAll(ask(groups.next(), session, logged));
      }
    }
    return loggedGroups.iterator();
  }

  private List<LoggedGroup> ask(Group group, ModelSessions.Session session, Set<String> logged) {
    ItemGroup items = new ItemGroup(prompts, group.items(), images(group));
    Map<String, String> captions = group.captions();
    List<LoggedGroup> loggedGroups = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      EvaluationTask task = tasks.get(i);
      ChatModel model = requests -> session.ask(task.evaluated(), requests);
      Map<String, String> situations =
          switch (task.kind()) {
            case WRITE_CAPTION, IMAGE -> Map.of();
            case CAPTION -> captions;
            case GIVEN -> items.givenSituations();
          };
      String who = task.evaluated().fingerprint();
      String segment =
          switch (task.kind()) {
            case WRITE_CAPTION -> items.captionKey(who);
            case IMAGE -> items.imageKey(who);
            case CAPTION, GIVEN -> items.textKey(who, situations);
          };
      List<PredictionLogEntry> answers =
          once(
              segment,
              logged,
              () ->
                  switch (task.kind()) {
                    case WRITE_CAPTION -> items.writeCaptions(model);
                    case IMAGE -> items.predictFromImages(model);
                    case CAPTION, GIVEN -> items.predictFromTexts(model, situations);
                  });
      if (task.kind() == Kind.WRITE_CAPTION) {
        captions = captions(answers);
      }
      loggedGroups.add(new LoggedGroup(i, segment));
    }
    return loggedGroups;
  }

  private List<PredictionLogEntry> once(
      String key, Set<String> logged, Supplier<List<PredictionLogEntry>> answers) {
    if (logged.contains(key)) {
      return log.read(key);
    }
    List<PredictionLogEntry> fresh = answers.get();
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
  static HashMap<String, String> captions(List<PredictionLogEntry> answers) {
    HashMap<String, String> captions = new HashMap<>();
    answers.stream()
        .filter(PredictionLogEntry::asked)
        .forEach(answer -> captions.put(answer.itemId(), answer.text()));
    return captions;
  }
}
