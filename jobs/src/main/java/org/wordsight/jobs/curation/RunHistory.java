package org.wordsight.jobs.curation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.config.Identity;
import org.wordsight.config.SelectionConfig.AllRuns;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NamedRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.SignatureFile;
import org.wordsight.dedup.UnusableSignaturesException;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.table.CurationRow;

/**
 * The questions that earlier runs of the warehouse kept, as the run file wants them. Which runs
 * they are is decided once, when a run first needs them, and stands in its log: a run that is
 * continued sees the same history.
 */
public final class RunHistory {
  /** The kind of the attachment that a curation publishes for later runs. */
  public static final String SIGNATURES = "signatures";

  private static final String PART = "curate";
  private static final String LOG = "history";
  private static final List<String> RULES =
      List.of("curation.nearDuplicate.", "curation.rougeL.", "curation.semantic.");

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
   */
  public record Entry(String run, String curation) {}

  /** Whether a run publishes signatures for later ones. */
  public static boolean isKept(Run run) {
    return !(run.config().curation().selection().history() instanceof NoRuns);
  }

  /**
   * Opens the history of a run. The caller closes it.
   *
   * @throws WordsightException exit code 2 where an earlier run kept questions by other rules; 3
   *     where a run that the run file names has no curation, or was curated anew since
   */
  public static KeptHistory open(Run run, DuplicateRules rules) {
    return isKept(run) ? new RunHistory(run, rules).open() : KeptHistory.none();
  }

  private KeptHistory open() {
    SegmentLog<Entry> log = run.log(LOG, Entry.class);
    Optional<List<Entry>> known = log.whole(LOG);
    Map<String, RunState> states =
        run.warehouse().runs().stream().collect(Collectors.toMap(RunState::id, state -> state));
    List<Entry> entries = known.orElseGet(() -> chosen(states));
    List<KeptHistory.Source> sources = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        sources.add(source(entry, states));
      }
      if (known.isEmpty()) {
        log.append(LOG, entries);
      }
      return new KeptHistory(sources);
    } catch (RuntimeException e) {
      new KeptHistory(sources).close();
      throw e;
    }
  }

  /** The runs that the run file wants, in the order in which they began. */
  private List<Entry> chosen(Map<String, RunState> states) {
    HistoryRuns wanted = run.config().curation().selection().history();
    List<RunState> runs = new ArrayList<>();
    if (wanted instanceof NamedRuns named) {
      named.ids().forEach(id -> runs.add(named(id, states)));
    } else if (wanted instanceof AllRuns) {
      states.values().stream()
          .filter(state -> state.hasPublished(PART) && !state.id().equals(run.id()))
          .forEach(runs::add);
    }
    runs.sort(Comparator.comparing(RunState::startedAt).thenComparing(RunState::id));
    runs.forEach(this::requireSameRules);
    return runs.stream().map(state -> new Entry(state.id(), curation(state))).toList();
  }

  private RunState named(String id, Map<String, RunState> states) {
    RunState state = states.get(id);
    String why =
        state == null
            ? "the warehouse has no such run"
            : id.equals(run.id())
                ? "it is this run itself"
                : state.hasPublished(PART) ? "" : "it has published no curation";
    if (!why.isEmpty()) {
      throw WordsightException.input(
          "Cannot compare with run %s: %s. Name other runs in curation.history.runs."
              .formatted(id, why));
    }
    return state;
  }

  private void requireSameRules(RunState other) {
    Map<String, String> ours = Identity.stored(run.state().identity()).values();
    Map<String, String> theirs = Identity.stored(other.identity()).values();
    List<String> differences =
        ours.keySet().stream()
            .filter(key -> RULES.stream().anyMatch(key::startsWith))
            .filter(key -> !ours.get(key).equals(theirs.get(key)))
            .map(
                key ->
                    "%s is %s there, expected %s as in this run"
                        .formatted(key, theirs.get(key), ours.get(key)))
            .toList();
    if (!differences.isEmpty()) {
      throw WordsightException.usage(
          "Cannot compare with run %s: %s. Set the same values, name other runs in curation.history.runs, or use another warehouse."
              .formatted(other.id(), String.join("; ", differences)));
    }
  }

  private static String curation(RunState state) {
    return state.files(CurationRow.TABLE.name()).get(0).name();
  }

  private KeptHistory.Source source(Entry entry, Map<String, RunState> states) {
    RunState state = states.get(entry.run());
    if (state == null || !state.hasPublished(PART) || !curation(state).equals(entry.curation())) {
      throw WordsightException.input(
          "Cannot continue run %s: run %s, with which it is compared, was curated anew since. Begin anew with another --run-id."
              .formatted(run.id(), entry.run()));
    }
    return new KeptHistory.Source(entry.run(), signatures(state));
  }

  /** The signatures that the run published; made again from its tables where they are unusable. */
  private SignatureFile signatures(RunState state) {
    Optional<RunState.PublishedFile> published = state.attachment(PART, SIGNATURES);
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
    String name = run.workFolder(LOG) + "/" + state.id();
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
