package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address of a client behind proxies. What it writes itself is never believed. */
class ClientAddressTest {
  private final ClientAddress clients =
      new ClientAddress(List.of(new AddressRange(InetAddress.ofLiteral("10.0.0.0"), 8)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // peer, Forwarded, X-Forwarded-For, client
        "203.0.113.9 | | 1.1.1.1 | 203.0.113.9",
        "203.0.113.9 | for=1.1.1.1 | | 203.0.113.9",
        "10.0.0.1 | | | 10.0.0.1",
        "10.0.0.1 | | 192.0.2.7 | 192.0.2.7",
        "10.0.0.1 | | 6.6.6.6, 192.0.2.7 | 192.0.2.7",
        "10.0.0.1 | | 6.6.6.6, 192.0.2.7, 10.0.0.2 | 192.0.2.7",
        "10.0.0.1 | | 192.0.2.7:4711 | 192.0.2.7",
        "10.0.0.1 | | [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | | 192.0.2.7, unknown | 10.0.0.1",
        "10.0.0.1 | | localhost | 10.0.0.1",
        "10.0.0.1 | for=192.0.2.7;proto=https | | 192.0.2.7",
        "10.0.0.1 | for=6.6.6.6, For=\"[2001:db8::1]:80\";by=x | | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | host=\"a;for=6.6.6.6\";for=192.0.2.7 | | 192.0.2.7",
        "10.0.0.1 | for=192.0.2.7;for=6.6.6.6 | | 10.0.0.1",
        "10.0.0.1 | for=\"6.6.6.6, for=192.0.2.7 | | 10.0.0.1",
        "10.0.0.1 | for=_hidden | | 10.0.0.1",
        "10.0.0.1 | for=6.6.6.6 | 192.0.2.7 | 10.0.0.1",
        "10.0.0.1 | for=192.0.2.7 | 192.0.2.7 | 192.0.2.7",
      })
  void isTheRightMostAddressThatIsNoProxy(
      String peer, String standard, String usual, String client) {
    Map<String, List<String>> headers =
        Map.of(
            "Forwarded", standard == null ? List.of() : List.of(standard),
            "X-Forwarded-For", usual == null ? List.of() : List.of(usual));

    assertThat(clients.of(InetAddress.ofLiteral(peer), headers::get).getHostAddress())
        .isEqualTo(client);
  }

  @Test
  void aLongQuotedTextIsRead() {
    String long64k = "\"" + "a\\\"".repeat(20_000) + "\"";
    List<String> lines = List.of("for=6.6.6.6;host=" + long64k + ", for=192.0.2.7");
    assertThat(
            clients.of(
                InetAddress.ofLiteral("10.0.0.1"),
                name -> name.equals("Forwarded") ? lines : List.of()))
        .isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
  }
}
