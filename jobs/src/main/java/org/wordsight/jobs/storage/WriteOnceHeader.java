package org.wordsight.jobs.storage;

import com.amazonaws.Request;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.http.HttpMethodName;

/**
 * Makes S3 refuse a put over an object whose name ends in {@value #SUFFIX}. Hadoop's S3A of this
 * version passes no such condition. It shows each request to handlers before it is signed, though
 * ({@code fs.s3a.audit.request.handlers}).
 */
public final class WriteOnceHeader extends RequestHandler2 {
  /** The end of the names of files that are put once and never replaced. */
  public static final String SUFFIX = ".once";

  @Override
  public void beforeRequest(Request<?> request) {
    if (request.getHttpMethod() == HttpMethodName.PUT
        && request.getResourcePath() != null
        && request.getResourcePath().endsWith(SUFFIX)) {
      request.addHeader("If-None-Match", "*");
    }
  }
}
