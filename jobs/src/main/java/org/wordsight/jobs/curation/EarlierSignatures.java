package org.wordsight.jobs.curation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.SignatureFile;
import org.wordsight.dedup.UnusableSignaturesException;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;

/**
 * The signatures of the questions that earlier runs kept.
 *
 * @param run that needs them
 * @param rules by which it finds duplicates
 */
record EarlierSignatures(Run run, DuplicateRules rules) {
  private static final String FOLDER = "history";

  /**
   * The signatures that a run published. Unusable signatures are made again from the run's tables.
   */
  SignatureFile of(RunState state) {
    Optional<RunState.PublishedFile> published =
        state.attachment(EarlierRuns.PART, RunHistory.SIGNATURES);
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
    // A run that was curated again has another file.
    String name =
        "%s/%s-%s"
            .formatted(
                run.workFolder(FOLDER), state.id(), Sha256.plain(RunHistory.curation(state)));
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
        "Cannot read the signatures of run %s: %s.".formatted(state.id(), IoReason.of(e)), e);
  }
}
