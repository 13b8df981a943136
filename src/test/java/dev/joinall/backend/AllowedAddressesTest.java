package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To which addresses connections may go. */
class AllowedAddressesTest {
  private static boolean allows(AllowedAddresses allowed, String host, String address) {
    return !allowed.of(host, List.of(InetAddress.ofLiteral(address))).isEmpty();
  }

  private static boolean allows(String host, String address) {
    return allows(AllowedAddresses.DEFAULT, host, address);
  }

  private static AllowedAddresses naming(String... hosts) {
    return new AllowedAddresses(Set.of(hosts), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "0.0.0.0",
        "::",
        "169.254.169.254",
        "169.254.1.1",
        "fe80::1",
        "::ffff:169.254.169.254",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "fd00:ec2::254",
        "100.100.100.200",
        "224.0.0.1",
        "ff02::1"
      })
  void aNameDoesNotLeadInside(String address) {
    assertThat(allows(naming("api.test"), "api.test", address)).isFalse();
    assertThat(allows(naming("api.test"), "not.declared", address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "93.184.216.34",
        "fd12::1",
        "2001:db8::1"
      })
  void aNameLeadsAnywhereElse(String address) {
    assertThat(allows("api.test", address)).isTrue();
  }

  @Test
  void localhostIsThisMachine() {
    assertThat(allows("localhost", "127.0.0.1")).isTrue();
    assertThat(allows("API.localhost.", "::1")).isTrue();
    assertThat(allows("localhost", "169.254.169.254")).isFalse();
    assertThat(allows("localhost.example.com", "127.0.0.1")).isFalse();
  }

  @Test
  void addressesThatTheFileNamesAreAllowed() {
    AllowedAddresses allowed = naming("169.254.169.254", "[::1]");
    assertThat(allows(allowed, "169.254.169.254", "169.254.169.254")).isTrue();
    assertThat(allows(allowed, "[::1]", "::1")).isTrue();
    assertThat(allows(allowed, "169.254.169.253", "169.254.169.253")).isFalse();
  }

  @Test
  void declaredRangesAreAllThereIs() {
    var allowed =
        new AllowedAddresses(
            Set.of("api.test"), List.of(new AddressRange(InetAddress.ofLiteral("10.0.0.0"), 8)));
    assertThat(
            allowed.of(
                "api.test",
                List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("10.9.9.9"))))
        .containsExactly(InetAddress.ofLiteral("10.9.9.9"));
    assertThat(allows(allowed, "member.test", "10.9.9.9")).isTrue();
    assertThat(allows(allowed, "member.test", "192.0.2.1")).isFalse();
  }
}
