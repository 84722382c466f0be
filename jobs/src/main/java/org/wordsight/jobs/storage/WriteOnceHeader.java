package org.wordsight.jobs.storage;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.Request;
import com.amazonaws.Response;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.http.HttpMethodName;

/**
 * Makes S3 refuse a put over an object whose name ends in {@value #SUFFIX}. Hadoop's S3A of this
 * version has no way to ask for this condition. It lets request handlers change each request before
 * it is signed ({@code fs.s3a.audit.request.handlers}).
 */
public final class WriteOnceHeader extends RequestHandler2 {
  /** The end of the names of files that are put once and never replaced. */
  public static final String SUFFIX = ".once";

  /** The status of a refusal, where there is an object. */
  private static final int PRECONDITION_FAILED = 412;

  /** The status of a refusal, where another put or a delete of the same object is under way. */
  private static final int CONFLICT = 409;

  /** The status of a refusal, where the server knows no conditions. */
  private static final int NOT_IMPLEMENTED = 501;

  /**
   * A refusal. After an exception of the AWS SDK or an I/O exception, S3A would repeat the put for
   * a minute. This exception is neither.
   */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, Throwable cause) {
      super("the condition of a put was refused with status " + status, cause);
      this.status = status;
    }

    /** Whether the server refused since it does not know conditions. */
    boolean isNotImplemented() {
      return status == NOT_IMPLEMENTED;
    }

    /** Whether the same put may be accepted a little later. */
    boolean isConflict() {
      return status == CONFLICT;
    }
  }

  private static boolean isWriteOnce(Request<?> request) {
    return request.getHttpMethod() == HttpMethodName.PUT
        && request.getResourcePath() != null
        && request.getResourcePath().endsWith(SUFFIX);
  }

  @Override
  public void beforeRequest(Request<?> request) {
    if (isWriteOnce(request)) {
      request.addHeader("If-None-Match", "*");
    }
  }

  @Override
  public void afterError(Request<?> request, Response<?> response, Exception e) {
    if (isWriteOnce(request) && e instanceof AmazonServiceException answer) {
      int status = answer.getStatusCode();
      if (status == PRECONDITION_FAILED || status == CONFLICT || status == NOT_IMPLEMENTED) {
        throw new Refusal(status, e);
      }
    }
  }
}
