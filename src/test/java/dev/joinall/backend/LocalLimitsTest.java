package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The messages are those of Netty and the JDK on Linux. */
class LocalLimitsTest {
  private final InetSocketAddress ipv4 =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
  private final InetSocketAddress ipv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 80);
  private final Throwable noPort =
      new ConnectException("connect(..) failed with error(-99): Cannot assign requested address");
  private final Throwable noFile =
      new ChannelException("Unable to create Channel", new IOException("Too many open files"));

  @Test
  void noFreePortIsARejection() {
    assertThat(LocalLimits.fault(noPort, ipv4))
        .hasValueSatisfying(it -> {
          assertThat(it.type()).isEqualTo(Fault.Type.REJECTED);
          assertThat(it.nature()).isEqualTo(Fault.Nature.CALLERS);
          assertThat(it.detail()).isEqualTo("this server has no free port for a connection");
        });
  }

  @Test
  void aHostWithoutIpv6CanNotReachTheAddress() {
    assertThat(LocalLimits.fault(noPort, ipv6)).isEmpty();
  }

  @Test
  void noMoreFilesAreARejectionForAllKinds() {
    assertThat(LocalLimits.fault(noFile, ipv6)).isEqualTo(ConnectFaults.of(noFile));
    assertThat(ConnectFaults.of(noFile))
        .hasValueSatisfying(it -> {
          assertThat(it.type()).isEqualTo(Fault.Type.REJECTED);
          assertThat(it.detail()).isEqualTo("this server has too many open files");
        });
  }

  @Test
  void aRefusedConnectionIsAFaultOfThePeer() {
    var refused = new ConnectException("Connection refused");
    assertThat(LocalLimits.fault(refused, ipv4)).isEmpty();
    assertThat(ConnectFaults.of(refused))
        .hasValueSatisfying(it -> assertThat(it.type()).isEqualTo(Fault.Type.UNAVAILABLE));
  }
}
