package org.wordsight.jobs.curation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.SignatureFile;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;

/**
 * The questions that earlier runs of the warehouse kept, as the run file wants them. The earlier
 * runs are chosen once, when a run first needs them, and noted in its log. A continued run
 * therefore sees the same history.
 */
public final class RunHistory {
  /** The kind of the attachment that a curation publishes for later runs. */
  public static final String SIGNATURES = "signatures";

  private final Run run;
  private final DuplicateRules rules;
  private final EarlierSignatures signatures;

  private RunHistory(Run run, DuplicateRules rules) {
    this.run = run;
    this.rules = rules;
    this.signatures = new EarlierSignatures(run, rules);
  }

  /**
   * An earlier run, as the log has it.
   *
   * @param curation the file of the run's table {@code curation}; a run that is curated again has
   *     another file
   * @param content the hash of the questions that the run kept
   */
  public record Entry(String run, String curation, String content) {}

  /** Whether a run publishes signatures for later runs. */
  public static boolean isKept(Run run) {
    return !(run.config().curation().selection().history() instanceof NoRuns);
  }

  /** Publishes the data that later runs, and a repetition of this run, need. */
  public static void attachTo(Publication publication, Run run, CandidateSelection selection) {
    try {
      new HistoryList(run.warehouse(), run.state()).attachTo(publication);
      Path file = Files.createTempFile("wordsight-signatures", ".bin");
      try {
        selection.saveSignatures(file);
        publication.attach(SIGNATURES, file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the signatures of the kept questions: %s. Check the disk."
              .formatted(IoReason.of(e)),
          e);
    }
  }

  /**
   * Opens the history of a run. The caller closes it.
   *
   * @throws WordsightException as {@link EarlierRuns#choose}; exit code 3 where a run of the log is
   *     gone, where its questions have changed, or where the log is damaged
   */
  public static KeptHistory open(Run run, DuplicateRules rules) {
    return isKept(run) ? new RunHistory(run, rules).open() : KeptHistory.none();
  }

  private KeptHistory open() {
    HistoryList list = new HistoryList(run.warehouse(), run.state());
    Optional<List<Entry>> known = list.find();
    Map<String, RunState> states =
        run.warehouse().runs().stream().collect(Collectors.toMap(RunState::id, state -> state));
    List<KeptHistory.Source> sources = new ArrayList<>();
    try {
      if (known.isPresent()) {
        for (Entry entry : known.get()) {
          add(entry, Optional.ofNullable(states.get(entry.run())), sources);
        }
      } else {
        list.append(chosen(states.values(), sources));
      }
      return new KeptHistory(sources);
    } catch (Throwable e) {
      new KeptHistory(sources).close();
      throw e;
    }
  }

  /** Adds the runs that the run file wants, and returns their entries. */
  private List<Entry> chosen(Collection<RunState> states, List<KeptHistory.Source> sources) {
    HistoryRuns wanted = run.config().curation().selection().history();
    List<Entry> entries = new ArrayList<>();
    for (RunState state : new EarlierRuns(wanted, run.state(), meanings()).choose(states)) {
      SignatureFile file = signatures.of(state);
      sources.add(new KeptHistory.Source(state.id(), file));
      entries.add(new Entry(state.id(), curation(state), file.content()));
    }
    return entries;
  }

  private EarlierMeanings meanings() {
    Optional<EarlierMeanings.Ours> ours =
        rules
            .meaning()
            .map(
                rule ->
                    new EarlierMeanings.Ours(rule.embedder(), OptionalDouble.of(rule.threshold())));
    return new EarlierMeanings(run.warehouse(), ours, this::measuredThreshold);
  }

  /**
   * The measured threshold of a run of an earlier version: such a run published it only as a
   * figure.
   */
  private OptionalDouble measuredThreshold(RunState other) {
    return run
        .readOther(other, CurationStatRow.TABLE)
        .where("measure = 'semantic' AND key = 'threshold'")
        .select("value")
        .collectAsList()
        .stream()
        .mapToDouble(row -> row.getDouble(0))
        .findFirst();
  }

  /** Adds a run of the log, if its questions have not changed. */
  private void add(Entry entry, Optional<RunState> now, List<KeptHistory.Source> sources) {
    RunState state =
        now.orElseThrow(() -> cannotContinue(entry, "the warehouse has no such run any more"));
    if (!state.hasPublished(EarlierRuns.PART)) {
      throw cannotContinue(entry, "it has no curation any more");
    }
    SignatureFile file = signatures.of(state);
    sources.add(new KeptHistory.Source(entry.run(), file));
    boolean isSame =
        curation(state).equals(entry.curation()) || file.content().equals(entry.content());
    if (!isSame) {
      throw cannotContinue(entry, "it was curated again since, and kept other questions");
    }
  }

  private WordsightException cannotContinue(Entry entry, String why) {
    return WordsightException.input(
        "Cannot continue run %s, which is compared with run %s: %s. Begin a new run with another --run-id."
            .formatted(run.id(), entry.run(), why));
  }

  static String curation(RunState state) {
    return state.files(CurationRow.TABLE.name()).get(0).name();
  }
}
