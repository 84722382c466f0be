package org.wordsight.jobs.storage;

import com.amazonaws.Request;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.http.HttpMethodName;

/**
 * Has S3 refuse a put over an object whose name ends in {@value #SUFFIX}. Hadoop's S3A passes no
 * condition of its own in this version, but it lets handlers see each request before it is signed
 * ({@code fs.s3a.audit.request.handlers}).
 */
public final class WriteOnceHeader extends RequestHandler2 {
  /** What the names of files end in that are put once and never replaced. */
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
