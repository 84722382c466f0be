package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.teacher.openai.Addresses.Lookup;

class TestAddresses {
  private static final String HOST = "teacher.example";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.7.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fd00::1",
        "fe80::1"
      })
  void refusesANameThatStandsForAPrivateAddress(String address) throws Exception {
    InetAddress found = InetAddress.getByName(address);
    assertThatThrownBy(
            () -> Addresses.allows(connection("", false), HOST, known("8.8.8.8", address)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            ("Cannot ask the teacher: teacher.example of teacher.endpoint has the private address %s,"
                    + " expected a public one. Write the address itself, or set"
                    + " teacher.allowPrivateAddresses to true.")
                .formatted(found.getHostAddress()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888"})
  void allowsANameThatStandsForAPublicAddress(String address) {
    assertThat(Addresses.allows(connection("", false), HOST, known(address))).isTrue();
  }

  @Test
  void looksUpNothingIfTheRunFileSaysThatTheAddressIsPrivate() {
    Lookup never =
        host -> {
          throw new AssertionError(host);
        };
    assertThat(Addresses.allows(connection("", true), HOST, never)).isTrue();
    assertThat(Addresses.allows(connection("", false), "127.0.0.1", never)).isTrue();
    assertThat(Addresses.allows(connection("", false), "localhost", never)).isTrue();
    assertThat(Addresses.allows(connection("", false), "192.168.7.7", never)).isTrue();
    assertThat(Addresses.allows(connection("http://proxy:3128", false), HOST, never)).isTrue();
  }

  @Test
  void saysThatANameHasNoAddressNow() {
    Lookup nothing =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(Addresses.allows(connection("", false), HOST, nothing)).isFalse();
  }

  private static Lookup known(String... addresses) {
    return host -> {
      assertThat(host).isEqualTo(HOST);
      InetAddress[] found = new InetAddress[addresses.length];
      for (int i = 0; i < found.length; i++) {
        found[i] = InetAddress.getByName(addresses[i]);
      }
      return found;
    };
  }

  private static ConnectionConfig connection(String proxy, boolean allowPrivate) {
    return new ConnectionConfig(
        List.of(URI.create("https://" + HOST + "/v1")),
        "",
        5,
        20,
        10,
        0,
        Map.of(),
        "",
        "",
        proxy,
        "",
        "",
        "",
        allowPrivate);
  }
}
