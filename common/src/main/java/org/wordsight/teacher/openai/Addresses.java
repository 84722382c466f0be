package org.wordsight.teacher.openai;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.config.EndpointUrl;
import org.wordsight.error.WordsightException;

/**
 * Looks up whether an endpoint's name stands for a private address. If a name that should be public
 * has a private address, this is a mistake: prompts and token would be sent to a machine of the
 * private network.
 */
final class Addresses {
  /** Finds the addresses of a name. */
  interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private Addresses() {}

  /** {@link #allows(ConnectionConfig, String, Lookup)} by the names that this machine knows. */
  static boolean allows(ConnectionConfig connection, String host) {
    return allows(connection, host, InetAddress::getAllByName);
  }

  /**
   * Whether the host may be asked, as far as this is known.
   *
   * @return false if the name has no address now
   * @throws WordsightException exit code 2 if it is private and the run file does not say so
   */
  static boolean allows(ConnectionConfig connection, String host, Lookup lookup) {
    if (connection.allowPrivateAddresses()
        || !connection.proxy().isEmpty() // The proxy looks it up.
        || EndpointUrl.isWrittenAsPrivate(host)) {
      return true;
    }
    try {
      for (InetAddress address : lookup.of(host)) {
        if (isPrivate(address)) {
          throw WordsightException.usage(
              "Cannot ask the teacher: %s of teacher.endpoint has the private address %s, expected a public one. Write the address itself, or set teacher.allowPrivateAddresses to true."
                  .formatted(host, address.getHostAddress()));
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean unique = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
    boolean shared =
        bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
    return unique
        || shared
        || address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress();
  }
}
