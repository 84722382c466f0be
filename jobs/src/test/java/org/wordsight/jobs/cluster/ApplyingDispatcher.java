package org.wordsight.jobs.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.Socket;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * Keeps the objects of a cluster. It adds two things to the library's dispatcher: a server-side
 * apply creates or replaces an object, and a new pod is pending.
 */
final class ApplyingDispatcher extends KubernetesCrudDispatcher {
  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    String type = String.valueOf(request.getHeader("Content-Type"));
    if (!type.startsWith("application/apply-patch")) {
      return super.handlePatch(request);
    }
    String path = path(request);
    Buffer body = request.getBody().clone();
    return findResource(getKey(path)) == null
        ? handleCreate(changed(request, "POST", path.substring(0, path.lastIndexOf('/')), body))
        : handleUpdate(changed(request, "PUT", path, body));
  }

  @Override
  public MockResponse handleCreate(RecordedRequest request) {
    String path = path(request);
    if (!path.endsWith("/pods")) {
      return super.handleCreate(request);
    }
    Pod pod = Serialization.unmarshal(request.getBody().clone().readUtf8(), Pod.class);
    pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
    return super.handleCreate(
        changed(request, "POST", path, new Buffer().writeUtf8(Serialization.asJson(pod))));
  }

  private static String path(RecordedRequest request) {
    return request.getPath().replaceFirst("\\?.*", "");
  }

  private static RecordedRequest changed(
      RecordedRequest request, String method, String path, Buffer body) {
    return new RecordedRequest(
        method + " " + path + " HTTP/1.1",
        request.getHeaders(),
        request.getChunkSizes(),
        body.size(),
        body,
        request.getSequenceNumber(),
        new Socket());
  }
}
