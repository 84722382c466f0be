package org.wordsight.teacher;

import java.util.Locale;

/** The reasons why a teacher gave no usable answer. */
public enum FailureKind {
  /** 429: too many requests or tokens for now. */
  RATE_LIMITED(Then.SLOW_DOWN, false),
  /** 429 with a quota that is used up: waiting a little does not help. */
  QUOTA_ENDED(Then.PAUSE_THE_RUN, false),
  /** 500, 502, 503, 504, 529. */
  SERVER_ERROR(Then.SLOW_DOWN, true),
  /** 503 of a server that says that it is still loading its model. */
  NOT_READY(Then.SLOW_DOWN, false),
  /** 408, or nothing within the time allowed. */
  TIMED_OUT(Then.ASK_AGAIN, true),
  /** 409. */
  CONFLICT(Then.ASK_AGAIN, false),
  /** No connection: the name, the port or the network. */
  UNREACHABLE(Then.SLOW_DOWN, false),
  /** The connection ended before the whole answer was there. */
  CONNECTION_LOST(Then.ASK_AGAIN, true),
  /**
   * A connection from an earlier request had been closed meanwhile: it was lost at once, without a
   * byte of an answer. The request was not worked on.
   */
  CONNECTION_EXPIRED(Then.ASK_AGAIN, false),
  /** A body that is not the JSON of a chat completion. */
  MALFORMED_BODY(Then.ASK_AGAIN, true),
  /** A content type other than JSON, such as an HTML page with status 200. */
  WRONG_CONTENT_TYPE(Then.ASK_AGAIN, false),
  /** A body larger than any answer can be. */
  BODY_TOO_LARGE(Then.ASK_AGAIN, true),
  /** An answer without a choice. */
  EMPTY_ANSWER(Then.ASK_AGAIN, true),
  /** The endpoint's filter stopped the prompt. */
  PROMPT_FILTERED(Then.GIVE_UP_THE_ITEM, false),
  /** 400, 413, 422: this request is refused because of its content. */
  BAD_REQUEST(Then.GIVE_UP_THE_ITEM, false),
  /** 401, 403. */
  UNAUTHORISED(Then.END_THE_RUN, false),
  /** 404: a wrong path or an unknown model. */
  NOT_FOUND(Then.END_THE_RUN, false),
  /** The TLS handshake fails: wrong certificate or name. */
  TLS(Then.END_THE_RUN, false),
  /**
   * The worker that asked is gone, or was silent for too long. This is no fault of the endpoint.
   */
  WORKER_LOST(Then.ASK_AGAIN, true);

  /** The reactions to a failure. */
  public enum Then {
    ASK_AGAIN,
    /** Ask again, and all workers ask more slowly. */
    SLOW_DOWN,
    /** Another attempt would fail too. Other requests may go on. */
    GIVE_UP_THE_ITEM,
    /** Stop with a message; the same command continues later. */
    PAUSE_THE_RUN,
    /** Every request would fail. */
    END_THE_RUN
  }

  private final Then then;
  private final boolean mayBeBilled;

  FailureKind(Then then, boolean mayBeBilled) {
    this.then = then;
    this.mayBeBilled = mayBeBilled;
  }

  public Then then() {
    return then;
  }

  /** Whether the endpoint may have charged for the attempt. Its worst cost then counts as spent. */
  public boolean mayBeBilled() {
    return mayBeBilled;
  }

  /** The name in tables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
