package org.wordsight.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.wordsight.error.WordsightException;

/**
 * The port on which a worker listens until its gang is joined. The port is opened first, so that
 * its address can be sent to the others.
 */
public final class Port implements AutoCloseable {
  /** Connections that wait; strangers may be among them. */
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;

  private Port(ServerSocketChannel channel, InetSocketAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * Listens on a free port.
   *
   * @param bind the address of this host that the others can reach
   * @throws WordsightException exit code 3 if the host cannot listen there
   */
  public static Port open(InetAddress bind) {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.bind(new InetSocketAddress(bind, 0), BACKLOG);
        return new Port(channel, (InetSocketAddress) channel.getLocalAddress());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot listen for the other workers: the address is "
              + bind.getHostAddress()
              + ", expected one of this host ("
              + e.getMessage()
              + "). Check the host's name and its network.",
          e);
    }
  }

  /** The address for the others. */
  public InetSocketAddress address() {
    return address;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Stops listening. A gang that is joined goes on. */
  @Override
  public void close() {
    Closing.quietly(channel);
  }
}
