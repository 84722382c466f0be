package org.wordsight.jobs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.config.RehearsalFile;
import org.wordsight.error.WordsightException;
import org.wordsight.rehearsal.ScriptedServer;
import org.wordsight.rehearsal.WarmUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve-script}: an endpoint that answers by a script. */
@Command(
    name = "serve-script",
    header = "Serves a teacher that answers by a script, to rehearse a run before paying for one.",
    description = {
      "It answers chat completions over HTTP, with seeded times, limits, failures and prices. Its"
          + " questions are well formed and differ in their words. They teach nothing.",
      "It prints the address for teacher.endpoint, and serves until you end it. GET"
          + " /script/counts tells its requests, tokens and cost, /script/times how long it worked"
          + " on each request. Keys of a script: submit/README.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight serve-script --port 8000",
      "  wordsight serve-script --port 8000 --set speed.tokensPerSecond=60 --set capacity=32",
      "  wordsight serve-script --script storms.yaml --set faults.resetInBody=0.02",
      "  wordsight run --config my.yaml --set teacher.endpoint=http://127.0.0.1:8000/v1"
    })
final class ServeScriptVerb implements Runnable {
  private static final int LARGEST_PORT = 65_535;

  @Mixin private CommonOptions common;

  @Option(names = "--script", paramLabel = "FILE", description = "The script, in YAML.")
  private Path script;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the script; wins over the file. Repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen at. With an address of the network, other machines can connect (default: ${DEFAULT-VALUE}).")
  private String address;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The number of requests that the server answers to itself first. Java compiles its code in that time, so the server is at full speed from the start (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Override
  public void run() {
    if (port < 0 || port > LARGEST_PORT) {
      throw WordsightException.usage(
          "Cannot serve a script: --port is %d, expected 0 to %d.".formatted(port, LARGEST_PORT));
    }
    if (warmUp < 0) {
      throw WordsightException.usage(
          "Cannot serve a script: --warm-up is %d, expected 0 or more.".formatted(warmUp));
    }
    RehearsalConfig config = RehearsalFile.load(Optional.ofNullable(script), overrides);
    String token = token(config);
    if (warmUp > 0) {
      WarmUp.answer(config, warmUp);
    }
    try (ScriptedServer server = ScriptedServer.start(config, token, address(), port)) {
      common.console().result(server.endpoint().toString());
      common
          .console()
          .message(
              "serve-script: counts at " + server.address() + "/script/counts; end it with ^C");
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw WordsightException.usage(
          "Cannot serve a script: --bind is %s, expected an address of this machine."
              .formatted(address));
    }
  }

  private static String token(RehearsalConfig config) {
    if (config.tokenVariable().isEmpty()) {
      return "";
    }
    String token = System.getenv(config.tokenVariable());
    if (token == null || token.isBlank()) {
      throw WordsightException.input(
          "Cannot serve a script: the environment variable %s, which tokenVariable names, is %s, expected a token. Set it."
              .formatted(config.tokenVariable(), token == null ? "not set" : "empty"));
    }
    return token;
  }
}
