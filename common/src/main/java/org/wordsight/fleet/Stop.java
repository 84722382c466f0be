package org.wordsight.fleet;

import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.money.Dollars;
import org.wordsight.teacher.FailureKind;

/** The reason why a run stops before its work is done. The same command continues the run. */
public sealed interface Stop {
  /** One line for the person who started the run. */
  String message();

  ExitCode exitCode();

  default WordsightException exception() {
    return new WordsightException(exitCode(), message());
  }

  /**
   * The next request could cost more than the money that is left.
   *
   * @param spentMicrodollars all money that was or may be charged
   * @param nextMicrodollars the worst cost of the next request
   */
  record BudgetReached(long capMicrodollars, long spentMicrodollars, long nextMicrodollars)
      implements Stop {
    @Override
    public String message() {
      return "Cannot ask the teacher for more: synthesis.budgetDollars is "
          + Dollars.text(capMicrodollars)
          + ", expected room for the next request, which can cost "
          + Dollars.text(nextMicrodollars)
          + "; "
          + Dollars.text(spentMicrodollars)
          + " is spent and nothing is in flight. Run the same command with a higher budget to"
          + " continue.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.BUDGET;
    }
  }

  /** The endpoint's own quota is used up. */
  record QuotaEnded(String detail) implements Stop {
    @Override
    public String message() {
      return "Cannot ask the teacher for more: the endpoint says that its quota is used up ("
          + detail
          + "). Raise the quota there, or wait for its renewal, and run the same command again to"
          + " continue.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }

  /** The endpoint would refuse every request. */
  record RefusedByEndpoint(FailureKind kind, String detail) implements Stop {
    @Override
    public String message() {
      return "Cannot ask the teacher: the endpoint's answer is "
          + kind.text()
          + " ("
          + detail
          + "), which every request would meet. Correct the teacher's settings in the run file and"
          + " run the same command again to continue.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }

  /**
   * Too many of the latest attempts failed.
   *
   * @param mostFrequent the kind of most of the failures, with the endpoint's last words for it
   */
  record TooManyErrors(
      int failed, int finished, double allowedShare, FailureKind mostFrequent, String detail)
      implements Stop {
    @Override
    public String message() {
      return "Cannot go on asking the teacher: "
          + failed
          + " of the latest "
          + finished
          + " attempts failed, expected less than "
          + Math.round(100 * allowedShare)
          + " %. The most frequent failure is "
          + mostFrequent.text()
          + " ("
          + detail
          + "). Remove the cause, and run the same command again to continue.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }

  /**
   * All requests of a run's first wave were given up. Others would meet the same.
   *
   * @param commonest the kind of most of the failures, with what the endpoint said last for it
   */
  record NothingAnswered(long requests, FailureKind commonest, String detail) implements Stop {
    @Override
    public String message() {
      return "Cannot go on asking the teacher: none of the first "
          + requests
          + " requests has an answer, expected one at least. The commonest failure is "
          + commonest.text()
          + " ("
          + detail
          + "). Correct the teacher's settings or the prompt in the run file and run the command"
          + " again.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }

  /**
   * The endpoint answered nothing in the time that it may take to start.
   *
   * @param kind of the last failure, with the endpoint's words for it
   */
  record NotStarted(long seconds, FailureKind kind, String detail) implements Stop {
    @Override
    public String message() {
      return "Cannot ask the teacher: its endpoint has answered nothing for %,d s, expected an answer within startTimeoutSeconds of the run file. The last failure is %s (%s). Start its server, or set a higher startTimeoutSeconds, and run the same command again to continue."
          .formatted(seconds, kind.text(), detail);
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }

  /** The endpoint counts more for one answer than the request allows. */
  record UsageAboveWorstCase(long number, long reservedMicrodollars, long countedMicrodollars)
      implements Stop {
    @Override
    public String message() {
      return "Cannot hold the budget: the endpoint's usage for request "
          + number
          + " costs "
          + Dollars.text(countedMicrodollars)
          + ", expected at most "
          + Dollars.text(reservedMicrodollars)
          + ", which the length of its prompt and the limit of its answer allow. Check the"
          + " endpoint's bill and teacher.prices before running the same command again to"
          + " continue.";
    }

    @Override
    public ExitCode exitCode() {
      return ExitCode.TEACHER;
    }
  }
}
