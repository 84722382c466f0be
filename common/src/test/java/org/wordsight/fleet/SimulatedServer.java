package org.wordsight.fleet;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/** An endpoint in virtual time. It counts its requests and its charges itself. */
final class SimulatedServer {
  static final Prices PRICES =
      new Prices(new BigDecimal("2.50"), new BigDecimal("1.25"), new BigDecimal("10.00"));

  /** The result of a request. */
  record Result(Optional<FailureKind> failure, Usage usage, long retryAfterMillis) {
    static Result failed(FailureKind kind, long retryAfterMillis) {
      return new Result(Optional.of(kind), Usage.NONE, retryAfterMillis);
    }
  }

  private record Answer(double begin, double end) {}

  /** One request at the server. */
  final class Request {
    private final WorkItem item;
    private final Consumer<Result> reply;
    private boolean begun;
    private boolean ended;

    private Request(WorkItem item, Consumer<Result> reply) {
      this.item = item;
      this.reply = reply;
    }

    /** The client has closed the connection. The server charges for half of the answer. */
    void cancel() {
      queue.remove(this);
      if (begun && !ended) {
        end();
        charge(new Usage(ServerScript.PROMPT_TOKENS, 0, tokens(item) / 2));
      }
      ended = true;
    }
  }

  private static final double REFUSAL_SECONDS = 0.05;

  private final VirtualTime time;
  private final ServerScript script;
  private final long seed;
  private final SplittableRandom random;
  private final Queue<Request> queue = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();
  private final BitSet answered = new BitSet();
  private double bucket;
  private double bucketSeconds;
  private int running;
  private long asked;
  private long refused;
  private long charged;

  SimulatedServer(VirtualTime time, ServerScript script, long seed) {
    this.time = time;
    this.script = script;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  Request ask(WorkItem item, Consumer<Result> reply) {
    Request request = new Request(item, reply);
    asked++;
    double now = time.seconds();
    Optional<ServerScript.Storm> storm =
        script.storms.stream()
            .filter(any -> now >= any.fromSeconds() && now < any.toSeconds())
            .filter(any -> random.nextDouble() < any.share())
            .findFirst();
    if (now >= script.goneFromSeconds && now < script.backFromSeconds) {
      refuse(request, Result.failed(FailureKind.UNREACHABLE, -1));
    } else if (charged >= script.quotaMicrodollars) {
      refuse(request, Result.failed(FailureKind.QUOTA_ENDED, -1));
    } else if (storm.isPresent()) {
      refused++;
      refuse(request, Result.failed(FailureKind.RATE_LIMITED, storm.get().retryAfterMillis()));
    } else if (running >= script.capacity || isTooFast(now)) {
      refused++;
      refuse(request, Result.failed(FailureKind.RATE_LIMITED, -1));
    } else if (isInTrouble(now)) {
      refuse(request, Result.failed(FailureKind.SERVER_ERROR, -1));
    } else if (running >= script.slots) {
      queue.add(request);
    } else {
      begin(request);
    }
    return request;
  }

  private boolean isInTrouble(double now) {
    return script.troubles.stream()
        .filter(any -> now >= any.fromSeconds() && now < any.toSeconds())
        .anyMatch(any -> random.nextDouble() < any.share());
  }

  /** A bucket of two seconds' worth of requests. */
  private boolean isTooFast(double now) {
    if (script.requestsPerMinute == 0) {
      return false;
    }
    double perSecond = script.requestsPerMinute / 60.0;
    bucket = Math.min(2 * perSecond, bucket + (now - bucketSeconds) * perSecond);
    bucketSeconds = now;
    boolean empty = bucket < 1;
    bucket -= empty ? 0 : 1;
    return empty;
  }

  /** The time for which the server works on an item. */
  double serviceSeconds(WorkItem item) {
    return 0.1 + tokens(item) * script.secondsAToken;
  }

  private int tokens(WorkItem item) {
    SplittableRandom own = new SplittableRandom(seed * 1_000_003 + item.number() * 31);
    double mean = Math.log(script.meanTokens) - script.sigma * script.sigma / 2;
    double drawn = Math.exp(mean + script.sigma * own.nextGaussian());
    return (int) Math.max(1, Math.min(ServerScript.MOST_TOKENS, Math.round(drawn)));
  }

  private void refuse(Request request, Result result) {
    time.after(
        REFUSAL_SECONDS,
        () -> {
          if (!request.ended) {
            request.ended = true;
            request.reply.accept(result);
          }
        });
  }

  private void begin(Request request) {
    running++;
    request.begun = true;
    boolean fails = random.nextDouble() < script.failures;
    double seconds = serviceSeconds(request.item) * (fails ? random.nextDouble() : 1);
    double due = time.seconds() + seconds;
    for (ServerScript.Pause pause : script.pauses) {
      due = due >= pause.fromSeconds() ? Math.max(due, pause.toSeconds()) : due;
    }
    time.at(
        due,
        () -> {
          if (!request.ended) {
            request.ended = true;
            end();
            request.reply.accept(fails ? failure(request.item) : answer(request.item));
          }
        });
  }

  private void end() {
    running--;
    if (running < script.slots && !queue.isEmpty()) {
      begin(queue.remove());
    }
  }

  private Result answer(WorkItem item) {
    int said = script.saysTokens ? tokens(item) : (int) script.meanTokens;
    Usage usage = new Usage(ServerScript.PROMPT_TOKENS, 0, said);
    charge(usage);
    answers.add(new Answer(time.seconds() - serviceSeconds(item), time.seconds()));
    answered.set((int) item.number());
    return new Result(Optional.empty(), usage, -1);
  }

  /** Some failures are charged in full. Some are not charged, although they may be. */
  private Result failure(WorkItem item) {
    FailureKind[] kinds = {
      FailureKind.SERVER_ERROR,
      FailureKind.CONNECTION_LOST,
      FailureKind.MALFORMED_BODY,
      FailureKind.EMPTY_ANSWER,
      FailureKind.CONFLICT,
      FailureKind.BAD_REQUEST,
      FailureKind.TIMED_OUT
    };
    FailureKind kind = kinds[random.nextInt(kinds.length)];
    if (kind.mayBeBilled() && random.nextBoolean()) {
      charge(new Usage(ServerScript.PROMPT_TOKENS, 0, tokens(item)));
    }
    return Result.failed(kind, random.nextInt(10) == 0 ? 2_000 : -1);
  }

  private void charge(Usage usage) {
    charged += PRICES.microdollars(usage);
  }

  double refusedShare() {
    return (double) refused / asked;
  }

  long asked() {
    return asked;
  }

  long charged() {
    return charged;
  }

  BitSet answered() {
    return answered;
  }

  int running() {
    return running;
  }

  /** Answers a second over a time. */
  double rate(double fromSeconds, double toSeconds) {
    long count =
        answers.stream()
            .filter(answer -> answer.end >= fromSeconds && answer.end < toSeconds)
            .count();
    return count / (toSeconds - fromSeconds);
  }

  /** The average number of requests at work at once over a time, counting only answered ones. */
  double meanRunning(double fromSeconds, double toSeconds) {
    double sum = 0;
    for (Answer answer : answers) {
      sum += Math.max(0, Math.min(answer.end, toSeconds) - Math.max(answer.begin, fromSeconds));
    }
    return sum / (toSeconds - fromSeconds);
  }
}
