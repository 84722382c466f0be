package org.wordsight.jobs.query;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.wordsight.error.ExitCode;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/**
 * Sends a partition's rows to the driver as they come, no faster than the driver prints them. It
 * first sends the token. After the driver's answer, it sends {@link #ROW} and the texts of each row
 * (length in bytes, UTF-8). At the end it sends {@link #END} or {@link #FAILED}. A failure is the
 * result of the task, since Spark brings results to the driver on connections of its own.
 */
record RowSender(RowTexts texts, String host, int port, byte[] token, long mostRows)
    implements FlatMapFunction<Iterator<Row>, Throwable> {
  static final int END = 0;
  static final int ROW = 1;
  static final int FAILED = 2;

  private static final int CONNECT_MILLIS = 30_000;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long PAUSE_NANOS = 200_000_000;

  @Override
  public Iterator<Throwable> call(Iterator<Row> rows) {
    try (Socket socket = connect()) {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
      out.write(token);
      out.flush();
      if (socket.getInputStream().read() >= 0) {
        return send(rows, out).stream().iterator();
      }
    } catch (IOException e) {
      // The driver closed the connection: it needs no more rows, or has ended.
      return Collections.emptyIterator();
    }

    return Collections.emptyIterator();
  }

  private Socket connect() {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new WordsightException(
          ExitCode.TEACHER,
          ("Cannot send the query's rows to the driver: %s:%d does not answer (%s)."
                  + " Let executors reach the driver's ports, or ask for fewer rows.")
              .formatted(host, port, IoReason.of(e)),
          e);
    }
  }

  /** Returns why rows are missing, if some are. */
  private Optional<Throwable> send(Iterator<Row> rows, DataOutputStream out) throws IOException {
    long sent = 0;
    long flushed = System.nanoTime();
    while (sent < mostRows) {
      String[] row;
      try {
        if (!rows.hasNext()) {
          break;
        }

        row = texts.of(rows.next());
      } catch (RuntimeException | Error e) {
        out.writeByte(FAILED);
        out.flush();
        return Optional.of(e);
      }

      write(row, out);
      sent++;
      if (System.nanoTime() - flushed > PAUSE_NANOS) {
        out.flush();
        flushed = System.nanoTime();
      }
    }

    out.writeByte(END);
    out.flush();
    return Optional.empty();
  }

  private static void write(String[] row, DataOutputStream out) throws IOException {
    out.writeByte(ROW);
    for (String text : row) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }
}
