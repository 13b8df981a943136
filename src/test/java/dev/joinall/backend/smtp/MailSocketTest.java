package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class MailSocketTest {
  private static final int TIMEOUT = 5_000;

  private static InetAddress[] addresses(String... all) throws IOException {
    var addresses = new InetAddress[all.length];
    for (int i = 0; i < all.length; i++) {
      addresses[i] = InetAddress.getByName(all[i]);
    }
    return addresses;
  }

  @Test
  void everyAddressIsTried() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new MailSocket(new Socket(), InetAddress::getAllByName)) {
      socket.setSoTimeout(1234);
      socket.connect(
          addresses("127.0.0.8", "127.0.0.9", "127.0.0.1"), server.getLocalPort(), TIMEOUT);
      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(socket.plain().getSoTimeout()).isEqualTo(1234);
    }
  }

  @Test
  void withoutAnAddressThatAnswersTheLastErrorIsThrown() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new MailSocket(new Socket(), InetAddress::getAllByName)) {
      int port = server.getLocalPort();
      assertThatThrownBy(() -> socket.connect(addresses("127.0.0.8", "127.0.0.9"), port, TIMEOUT))
          .isInstanceOf(IOException.class);
    }
  }
}
