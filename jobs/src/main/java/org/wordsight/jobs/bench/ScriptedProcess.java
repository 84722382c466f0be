package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.WordsightException;

/**
 * A scripted endpoint in a process of its own, like a real endpoint. It first answers some requests
 * of its own, so that its code is compiled.
 */
final class ScriptedProcess implements AutoCloseable {
  /** The name, not the class: the command line already depends on the benchmarks. */
  private static final String MAIN = "org.wordsight.jobs.Main";

  private static final int WARM_UP = 30_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final URI endpoint;

  private ScriptedProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts an endpoint.
   *
   * @param script settings of the form {@code key=value}
   */
  static ScriptedProcess start(List<String> script) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                "serve-script",
                "--quiet",
                "--warm-up",
                Integer.toString(WARM_UP)));
    script.forEach(
        key -> {
          command.add("--set");
          command.add(key);
        });
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      while (line != null && !line.startsWith("http://")) { // Logs may come first.
        line = out.readLine();
      }
      if (line == null) {
        throw new IOException("it ended before it printed its address");
      }
      return new ScriptedProcess(process, URI.create(line));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot start the scripted endpoint: %s.".formatted(e.getMessage()), e);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  /** How long the endpoint worked on each request so far, in milliseconds. */
  List<Integer> workMillis() {
    try {
      String times =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(endpoint.resolve("/script/times")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return JSON.readValue(times, new TypeReference<>() {});
    } catch (IOException e) {
      throw WordsightException.input("Cannot read the endpoint's times: " + e + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the times were read", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
