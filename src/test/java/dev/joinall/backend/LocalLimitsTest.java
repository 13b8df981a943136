package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The messages are those of Netty and the JDK on Linux. */
class LocalLimitsTest {
  private static final InetSocketAddress IPV4 = new InetSocketAddress("127.0.0.1", 80);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("::1", 80);
  private static final Throwable NO_PORT =
      new ConnectException("connect(..) failed with error(-99): Cannot assign requested address");
  private static final Throwable NO_FILE =
      new ChannelException("Unable to create Channel", new IOException("Too many open files"));

  @Test
  void noFreePortIsARejection() {
    assertThat(LocalLimits.fault(NO_PORT, IPV4))
        .hasValueSatisfying(it -> {
          assertThat(it.type()).isEqualTo(Fault.Type.REJECTED);
          assertThat(it.nature()).isEqualTo(Fault.Nature.CALLERS);
          assertThat(it.detail()).isEqualTo("this server has no free port for a connection");
        });
  }

  @Test
  void aHostWithoutIpv6CanNotReachTheAddress() {
    assertThat(LocalLimits.fault(NO_PORT, IPV6)).isEmpty();
  }

  @Test
  void noMoreFilesAreARejectionForAllKinds() {
    assertThat(LocalLimits.fault(NO_FILE, IPV6)).isEqualTo(ConnectFaults.of(NO_FILE));
    assertThat(ConnectFaults.of(NO_FILE))
        .hasValueSatisfying(it -> {
          assertThat(it.type()).isEqualTo(Fault.Type.REJECTED);
          assertThat(it.detail()).isEqualTo("this server has too many open files");
        });
  }

  @Test
  void aRefusedConnectionIsAFaultOfThePeer() {
    var refused = new ConnectException("Connection refused");
    assertThat(LocalLimits.fault(refused, IPV4)).isEmpty();
    assertThat(ConnectFaults.of(refused))
        .hasValueSatisfying(it -> assertThat(it.type()).isEqualTo(Fault.Type.UNAVAILABLE));
  }
}
