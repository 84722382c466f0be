package org.wordsight.jobs.curation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.data.Sha256;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.SignatureFile;
import org.wordsight.dedup.UnusableSignaturesException;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.table.CurationRow;

/**
 * The questions that earlier runs of the warehouse kept, as the run file wants them. Which runs
 * they are is decided once, when a run first needs them, and stands in its log: a run that is
 * continued sees the same history.
 */
public final class RunHistory {
  /** The kind of the attachment that a curation publishes for later runs. */
  public static final String SIGNATURES = "signatures";

  private static final String FOLDER = "history";

  private final Run run;
  private final DuplicateRules rules;

  private RunHistory(Run run, DuplicateRules rules) {
    this.run = run;
    this.rules = rules;
  }

  /**
   * An earlier run, as the log has it.
   *
   * @param curation the file of its table {@code curation}, which is another one where the run was
   *     curated anew
   * @param content the hash of the questions that it kept
   */
  public record Entry(String run, String curation, String content) {}

  /** Whether a run publishes signatures for later ones. */
  public static boolean isKept(Run run) {
    return !(run.config().curation().selection().history() instanceof NoRuns);
  }

  /** Publishes what later runs, and a repetition of this one, must know. */
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
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Opens the history of a run. The caller closes it.
   *
   * @throws WordsightException as {@link EarlierRuns#choose}; exit code 3 where a run of the log is
   *     gone or has other questions since, or the log is damaged
   */
  public static KeptHistory open(Run run, DuplicateRules rules) {
    return isKept(run) ? new RunHistory(run, rules).open() : KeptHistory.none();
  }

  /**
   * The ids of the runs that a run is or would be compared with. Their questions are not read.
   *
   * @param own the run's state
   * @throws WordsightException as {@link EarlierRuns#choose}
   */
  public static List<String> runs(HistoryRuns wanted, RunState own, Warehouse warehouse) {
    return new HistoryList(warehouse, own)
        .find()
        .map(known -> known.stream().map(Entry::run).toList())
        .orElseGet(
            () ->
                new EarlierRuns(wanted, own)
                    .choose(warehouse.runs()).stream().map(RunState::id).toList());
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
    for (RunState state : new EarlierRuns(wanted, run.state()).choose(states)) {
      SignatureFile signatures = signatures(state);
      sources.add(new KeptHistory.Source(state.id(), signatures));
      entries.add(new Entry(state.id(), curation(state), signatures.content()));
    }
    return entries;
  }

  /** Adds a run of the log, if it still has what it had. */
  private void add(Entry entry, Optional<RunState> now, List<KeptHistory.Source> sources) {
    RunState state =
        now.orElseThrow(() -> cannotContinue(entry, "the warehouse has no such run any more"));
    if (!state.hasPublished(EarlierRuns.PART)) {
      throw cannotContinue(entry, "it has no curation any more");
    }
    SignatureFile signatures = signatures(state);
    sources.add(new KeptHistory.Source(entry.run(), signatures));
    boolean isSame =
        curation(state).equals(entry.curation()) || signatures.content().equals(entry.content());
    if (!isSame) {
      throw cannotContinue(entry, "it was curated anew since, and kept other questions");
    }
  }

  private WordsightException cannotContinue(Entry entry, String why) {
    return WordsightException.input(
        "Cannot continue run %s, which is compared with run %s: %s. Begin anew with another --run-id."
            .formatted(run.id(), entry.run(), why));
  }

  private static String curation(RunState state) {
    return state.files(CurationRow.TABLE.name()).get(0).name();
  }

  /** The signatures that the run published; made again from its tables where they are unusable. */
  private SignatureFile signatures(RunState state) {
    Optional<RunState.PublishedFile> published = state.attachment(EarlierRuns.PART, SIGNATURES);
    String why = "it published none";
    if (published.isPresent()) {
      String name = published.get().name();
      try {
        return opened(name);
      } catch (UnusableSignaturesException e) {
        why = "%s: %s".formatted(run.warehouse().storage().location(name), e.getMessage());
      } catch (FileNotFoundException e) {
        why = run.warehouse().storage().location(name) + " is missing";
      } catch (IOException e) {
        throw cannotRead(state, e);
      }
    }
    return remade(state, why);
  }

  private SignatureFile remade(RunState state, String why) {
    // A run that was curated anew has another file.
    String name =
        "%s/%s-%s".formatted(run.workFolder(FOLDER), state.id(), Sha256.plain(curation(state)));
    try {
      if (run.warehouse().storage().find(name).isPresent()) {
        return opened(name);
      }
    } catch (UnusableSignaturesException e) {
      run.console().message("Cannot use %s: %s. It is made again.".formatted(name, e.getMessage()));
    } catch (IOException e) {
      throw cannotRead(state, e);
    }
    run.console()
        .message(
            "The signatures of run %s cannot be used (%s). They are computed again from its questions."
                .formatted(state.id(), why));
    KeptQuestions.saveSignatures(run, state, rules, name);
    try {
      return opened(name);
    } catch (UnusableSignaturesException e) {
      throw new IllegalStateException(name + " was just made, but " + e.getMessage(), e);
    } catch (IOException e) {
      throw cannotRead(state, e);
    }
  }

  private SignatureFile opened(String name) throws IOException, UnusableSignaturesException {
    int slash = name.lastIndexOf('/');
    String folder = run.warehouse().storage().location(name.substring(0, slash));
    Optional<Path> local = Inputs.fileIn(folder, name.substring(slash + 1));
    if (local.isEmpty()) {
      throw new FileNotFoundException(name);
    }
    return SignatureFile.open(local.get(), rules);
  }

  private static WordsightException cannotRead(RunState state, IOException e) {
    return WordsightException.input(
        "Cannot read the signatures of run %s: %s.".formatted(state.id(), e.getMessage()), e);
  }
}
