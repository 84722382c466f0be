package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.WordsightException;

/**
 * The step records of one run, in a file of JSON lines that grows with each step. A line that a
 * killed process left unfinished is dropped. A step that is done again replaces its earlier record.
 */
public final class StepLedger implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAIL_BYTES = 1 << 16;
  private static final Pattern STEP = Pattern.compile("(?m)^\\{\"step\":(\\d+),");

  private final Path file;
  private final Optional<FileChannel> channel;
  private final TreeMap<Integer, StepRecord> records = new TreeMap<>();

  private StepLedger(Path file, Optional<FileChannel> channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Keeps records in memory only, for runs that are not continued. */
  public static StepLedger inMemory() {
    return new StepLedger(Path.of(""), Optional.empty());
  }

  /** Opens or creates the file. */
  public static StepLedger open(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file, UTF_8) : "";
      // Text after the last line end is an unfinished record of a killed process.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      FileChannel channel = FileChannel.open(file, CREATE, WRITE);
      StepLedger ledger = new StepLedger(file, Optional.of(channel));
      try {
        for (String line : whole.lines().toList()) {
          StepRecord record = parse(line);
          ledger.records.put(record.step(), record);
        }
        channel.truncate(whole.getBytes(UTF_8).length).position(channel.size());
        return ledger;
      } catch (JsonProcessingException | RuntimeException e) {
        channel.close();
        throw WordsightException.input(
            "Cannot continue training: "
                + file
                + " is no list of step records. Delete its folder"
                + " to train this adapter from the beginning.",
            e);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * The last recorded step of a ledger that another process writes; 0 if there is none. Only the
   * last {@value #TAIL_BYTES} bytes are read.
   */
  public static int lastStep(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
      while (tail.hasRemaining() && channel.read(tail) >= 0) {
        // The next read goes on.
      }
      String text = new String(tail.array(), 0, tail.position(), UTF_8);
      int last = 0;
      Matcher step = STEP.matcher(text);
      while (step.find()) {
        last = Integer.parseInt(step.group(1));
      }
      return last;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The newest record of every step, in order. */
  public List<StepRecord> records() {
    return List.copyOf(records.values());
  }

  /** The number of the next attempt at a step, from 1. */
  public int nextAttempt(int step) {
    StepRecord earlier = records.get(step);
    return earlier == null ? 1 : earlier.attempt() + 1;
  }

  /** Adds a record. It survives the end of the process. */
  public void append(StepRecord record) {
    try {
      ByteBuffer line = ByteBuffer.wrap((toJson(record) + "\n").getBytes(UTF_8));
      while (channel.isPresent() && line.hasRemaining()) {
        channel.get().write(line);
      }
      records.put(record.step(), record);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Forces all records to disk. */
  public void force() {
    try {
      if (channel.isPresent()) {
        channel.get().force(true);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static String toJson(StepRecord record) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", record.step());
    node.put("epoch", record.epoch());
    node.put("loss", record.loss());
    node.put("gradient_norm", record.gradientNorm());
    node.put("learning_rate", record.learningRate());
    node.put("target_tokens", record.targetTokens());
    record.sampleIds().forEach(node.putArray("sample_ids")::add);
    node.put("seconds", record.seconds());
    node.put("attempt", record.attempt());
    node.put("adapter_sha256", record.adapterSha256());
    record.validationLoss().ifPresent(loss -> node.put("validation_loss", loss));
    return JSON.writeValueAsString(node);
  }

  private static StepRecord parse(String line) throws JsonProcessingException {
    JsonNode node = JSON.readTree(line);
    List<String> samples = new ArrayList<>();
    node.required("sample_ids").forEach(sample -> samples.add(sample.asText()));
    JsonNode validationLoss = node.path("validation_loss");
    return new StepRecord(
        node.required("step").asInt(),
        node.required("epoch").asInt(),
        node.required("loss").asDouble(),
        node.required("gradient_norm").asDouble(),
        node.required("learning_rate").asDouble(),
        node.required("target_tokens").asLong(),
        samples,
        node.required("seconds").asDouble(),
        node.required("attempt").asInt(),
        node.required("adapter_sha256").asText(),
        validationLoss.isNumber() ? Optional.of(validationLoss.asDouble()) : Optional.empty());
  }

  private static WordsightException unwritable(Path file, IOException e) {
    return WordsightException.input(
        "Cannot write " + file + ": " + e.getMessage() + ". Check the disk and its permissions.",
        e);
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
