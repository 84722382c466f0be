package org.wordsight.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TestGang {
  private static final Duration SHORT = Duration.ofMillis(400);

  private final List<String> messages = new CopyOnWriteArrayList<>();

  @Test
  void givesEveryoneTheMessagesOfAllInTheirOrder() {
    List<List<String>> all =
        Gangs.run(
            4,
            gang ->
                gang
                    .gather(
                        Topic.AGREEMENT,
                        ("from " + gang.rank()).getBytes(StandardCharsets.UTF_8),
                        "nothing")
                    .stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList());
    assertThat(all)
        .allSatisfy(got -> assertThat(got).containsExactly("from 0", "from 1", "from 2", "from 3"));
  }

  @Test
  void worksAloneToo() {
    assertThat(Gangs.run(1, gang -> gang.gather(Topic.LOSSES, new byte[] {7}, "").size()))
        .containsExactly(1);
  }

  @Test
  void keepsConnectionsOfMembersThatComputeForLongerThanTheTimeout() {
    CountDownLatch silence = new CountDownLatch(1);
    List<Future<Integer>> running =
        Gangs.start(
            2,
            SHORT,
            messages::add,
            gang -> {
              if (gang.rank() == 1) {
                Gangs.waitFor(SHORT.multipliedBy(3), silence);
              }
              gang.barrier();
              return gang.rank();
            });
    assertThat(Gangs.results(running)).containsExactly(0, 1);
  }

  @Test
  void namesAMemberThatLeftWhileItWasAwaited() {
    List<Future<Integer>> running =
        Gangs.start(
            3,
            Gangs.TIMEOUT,
            messages::add,
            gang -> {
              if (gang.rank() == 2) {
                return 2;
              }
              gang.gather(Topic.LOSSES, new byte[0], "step 41 awaited its losses");
              return gang.rank();
            });
    assertThat(Gangs.result(running.get(2))).isEqualTo(2);
    for (int rank = 0; rank < 2; rank++) {
      Future<Integer> member = running.get(rank);
      assertThatThrownBy(() -> Gangs.result(member))
          .isInstanceOfSatisfying(
              LostWorkerException.class, e -> assertThat(e.worker()).isEqualTo(2))
          .hasMessageContaining("worker 2 at ");
    }
  }

  @Test
  void namesAMemberThatDoesNotCome() {
    List<Port> ports = Gangs.ports(2);
    assertThatThrownBy(
            () -> Gang.join(ports.get(0), Gangs.member(ports, 0, Duration.ofSeconds(1)), m -> {}))
        .isInstanceOf(LostWorkerException.class)
        .hasMessage(
            "Cannot join the gang: worker 1 at 127.0.0.1:%d did not come within 1 s."
                .formatted(ports.get(1).address().getPort()));
  }

  @Test
  void refusesStrangersAndGoesOnAndSaysSoOnce() throws Exception {
    List<Port> ports = Gangs.ports(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<List<byte[]>> first = threads.submit(() -> exchange(ports, 0, Gangs.TOKEN, 1));
    for (int i = 0; i < 3; i++) {
      call(ports.get(0), "GET / HTTP/1.1\r\nHost: a-host-of-this-name\r\nAccept: */*\r\n\r\n");
    }
    assertThatThrownBy(
            () ->
                exchange(
                    ports, 1, "another secret of this length".getBytes(StandardCharsets.UTF_8), 1))
        .isInstanceOf(LostWorkerException.class)
        .hasMessageContaining("did not accept this worker (it does not know the token).");
    List<Port> again = List.of(ports.get(0), Gangs.port());
    assertThatThrownBy(() -> exchange(again, 1, Gangs.TOKEN, 7))
        .isInstanceOf(LostWorkerException.class)
        .hasMessageContaining("did not accept this worker");
    Future<List<byte[]>> second =
        threads.submit(() -> exchange(List.of(ports.get(0), Gangs.port()), 1, Gangs.TOKEN, 1));
    assertThat(first.get()).hasSize(2);
    assertThat(second.get()).hasSize(2);
    threads.shutdown();
    assertThat(messages)
        .containsExactlyInAnyOrder(
            "Refused a connection from 127.0.0.1: it does not speak this protocol.",
            "Refused a connection from 127.0.0.1: it closed the connection.",
            "Refused a connection from 127.0.0.1: it belongs to attempt 7, not 1.");
  }

  private List<byte[]> exchange(List<Port> ports, int rank, byte[] token, long attempt) {
    Membership member =
        new Membership(
            rank, ports.stream().map(Port::address).toList(), attempt, token, Gangs.TIMEOUT);
    try (Gang gang = Gang.join(ports.get(rank), member, messages::add)) {
      return gang.gather(Topic.AGREEMENT, new byte[] {(byte) rank}, "nothing");
    }
  }

  /** Sends some bytes, and waits until the other side closes the connection. */
  private static void call(Port port, String text) throws Exception {
    try (Socket socket = new Socket(port.address().getAddress(), port.address().getPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      while (socket.getInputStream().read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (SocketException e) {
      // The other side closed the connection with unread bytes.
    }
  }

  @Test
  void breaksIfAMemberSendsAFrameThatNobodyAwaits() {
    List<Future<Integer>> running =
        Gangs.start(
            2,
            Gangs.TIMEOUT,
            messages::add,
            gang -> {
              new SumExchange(gang, Blocks.of(5000, 2), 2, ByteBuffer::allocateDirect);
              if (gang.rank() == 1) {
                gang.send(
                    0,
                    FrameKind.PART,
                    9,
                    0,
                    new Content(ByteBuffer.allocateDirect(4 * 4096)),
                    () -> {});
              }
              gang.gather(Topic.LOSSES, new byte[0], "step 1 awaited its losses");
              gang.barrier();
              gang.barrier();
              return gang.rank();
            });
    assertThatThrownBy(() -> Gangs.result(running.get(0)))
        .isInstanceOf(LostWorkerException.class)
        .hasMessageContaining("worker 1 at 127.0.0.1:")
        .hasMessageContaining("it sent a part that nobody awaits");
  }

  @Test
  void showsNoSecret() {
    Membership member = Gangs.member(Gangs.ports(2), 1, Gangs.TIMEOUT);
    assertThat(member.toString())
        .startsWith("Membership[rank=1, addresses=[")
        .endsWith(", attempt=1, timeout=PT20S]");
  }

  @Test
  void refusesAShortToken() {
    List<InetSocketAddress> addresses = List.of(Gangs.port().address());
    assertThatThrownBy(() -> new Membership(0, addresses, 1, new byte[15], Gangs.TIMEOUT))
        .hasMessage("A token has 15 bytes, expected at least 16");
  }
}
