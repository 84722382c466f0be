package org.wordsight.jobs.query;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.wordsight.error.WordsightException;

/**
 * The driver's side of {@link RowSender}: it receives the rows of one partition in order. There may
 * be any number of rows: the network's buffers are limited, so the task waits while rows are
 * printed.
 */
final class RowStream {
  private static final int TOKEN_BYTES = 32;
  private static final int BUFFER_BYTES = 1 << 16;

  private final JavaSparkContext spark;
  private final JavaRDD<Row> rows;
  private final RowTexts texts;
  private final byte[] token = new byte[TOKEN_BYTES];

  RowStream(JavaSparkContext spark, JavaRDD<Row> rows, RowTexts texts) {
    this.spark = spark;
    this.rows = rows;
    this.texts = texts;
    new SecureRandom().nextBytes(token);
  }

  /** Prints the rows of a partition that are needed. */
  void print(int partition, LimitedWriter writer) {
    SparkConf settings = spark.getConf();
    String host = settings.get("spark.driver.host");
    String address = settings.get("spark.driver.bindAddress", host);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      RowSender sender = new RowSender(texts, host, server.getLocalPort(), token, writer.wanted());
      CompletableFuture<Optional<Throwable>> job = start(sender, partition);
      job.whenComplete((done, failure) -> close(server));
      try (Socket socket = accept(server, job)) {
        receive(socket, writer);
        Optional<Throwable> failure = job.join();
        if (failure.isPresent()) {
          ExceptionUtils.rethrow(failure.get());
        }
      } catch (CompletionException e) {
        ExceptionUtils.rethrow(e.getCause());
      } finally {
        if (!job.isDone()) {
          spark.cancelJobGroup(group(partition));
        }
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot go on with the query: the executor that sends the rows was lost ("
              + e
              + "). Run the query again.",
          e);
    }
  }

  /** Gives the failure of the task, if there was one. */
  private CompletableFuture<Optional<Throwable>> start(RowSender sender, int partition) {
    CompletableFuture<Optional<Throwable>> job = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                spark.setJobGroup(group(partition), "rows of a query", true);
                List<Throwable> failures =
                    rows.mapPartitions(sender).collectPartitions(new int[] {partition})[0];
                job.complete(failures.stream().findFirst());
              } catch (Throwable e) { // Any failure is reported by the reader.
                job.completeExceptionally(e);
              }
            },
            "query-rows");
    thread.setDaemon(true);
    thread.start();
    return job;
  }

  private static String group(int partition) {
    return "query-rows-" + partition;
  }

  private Socket accept(ServerSocket server, CompletableFuture<?> job) throws IOException {
    try {
      return TokenHolder.accept(server, token);
    } catch (IOException e) {
      if (job.isDone()) {
        job.join();
      }

      throw e;
    }
  }

  private void receive(Socket socket, LimitedWriter writer) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    while (true) {
      if (in.available() == 0) {
        writer.flush();
      }

      switch (in.readByte()) {
        case RowSender.ROW -> writer.row(row(in));
        case RowSender.END, RowSender.FAILED -> {
          return;
        }
        default -> throw new IOException("something else than rows came");
      }
    }
  }

  private String[] row(DataInputStream in) throws IOException {
    String[] row = new String[texts.width()];
    for (int i = 0; i < row.length; i++) {
      int length = in.readInt();
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("a row is cut off");
      }

      row[i] = new String(bytes, StandardCharsets.UTF_8);
    }

    return row;
  }

  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // The socket is closed all the same.
    }
  }
}
