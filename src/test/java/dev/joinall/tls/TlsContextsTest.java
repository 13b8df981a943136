package dev.joinall.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.joinall.config.Position;
import dev.joinall.config.TlsConfig;
import dev.joinall.config.Tree;
import dev.joinall.testing.LoggedLines;
import dev.joinall.testing.TestAuthority;
import dev.joinall.testing.TlsFront;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while they are used. */
class TlsContextsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final TestAuthority OLD = new TestAuthority("old");
  private static final TestAuthority NEW = new TestAuthority("new");

  @TempDir private Path folder;
  private final TlsContexts contexts = new TlsContexts(Duration.ofMillis(50));
  private ServerSocket behind;

  @BeforeEach
  void listen() throws IOException {
    behind = new ServerSocket(0);
  }

  @AfterEach
  void close() throws IOException {
    contexts.close();
    behind.close();
  }

  private SSLContext context(Path ca) {
    Tree where = Tree.Scalar.of(Tree.Mapping.empty(Position.START, ""), "");
    var file = new TlsConfig.File(where, ca);
    return contexts.open(
        "it",
        Optional.of(
            new TlsConfig(Optional.of(file), Optional.empty(), Optional.empty(), Optional.empty())),
        Optional.empty());
  }

  private TlsFront front(TestAuthority authority) {
    return TlsFront.of(
        "tcp://127.0.0.1:" + behind.getLocalPort(), authority.issue("it", "127.0.0.1"));
  }

  private static boolean isTrusted(SSLContext context, TlsFront server) {
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.startHandshake();
      return true;
    } catch (SSLException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void newConnectionsUseTheNewFile() {
    Path ca = OLD.write(folder.resolve("ca.pem"));
    SSLContext context = context(ca);
    try (var old = front(OLD);
        var renewed = front(NEW)) {
      assertThat(isTrusted(context, old)).isTrue();
      assertThat(isTrusted(context, renewed)).isFalse();
      NEW.write(ca);
      await().atMost(SOON).until(() -> isTrusted(context, renewed));
      // Not even by a session of before.
      assertThat(isTrusted(context, old)).isFalse();
    }
  }

  /** Kubernetes replaces the folder ..data by a symbolic link to the next one. */
  @Test
  void aSecretOfKubernetesIsFollowed() throws IOException {
    Path first = Files.createDirectory(folder.resolve("..1"));
    Path second = Files.createDirectory(folder.resolve("..2"));
    OLD.write(first.resolve("ca.crt"));
    NEW.write(second.resolve("ca.crt"));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
    Files.createSymbolicLink(folder.resolve("ca.crt"), Path.of("..data", "ca.crt"));
    SSLContext context = context(folder.resolve("ca.crt"));
    try (var renewed = front(NEW)) {
      assertThat(isTrusted(context, renewed)).isFalse();
      Path link = Files.createSymbolicLink(folder.resolve("..tmp"), second);
      Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
      await().atMost(SOON).until(() -> isTrusted(context, renewed));
    }
  }

  private static List<String> told(LoggedLines lines) {
    return lines.all().stream()
        .filter(it -> it.contains("the changed certificates can't"))
        .toList();
  }

  @Test
  void aFileThatCanNotBeUsedIsLoggedOnceAndChangesNothing() throws IOException {
    Path ca = OLD.write(folder.resolve("ca.pem"));
    SSLContext context = context(ca);
    try (var lines = new LoggedLines();
        var old = front(OLD);
        var renewed = front(NEW)) {
      Files.writeString(ca, "nothing");
      await().atMost(SOON).until(() -> told(lines).size() == 1);
      assertThat(told(lines).getFirst())
          .endsWith(
              "Backend it: the changed certificates can't be used, the previous ones stay in use: "
                  + ca
                  + " has no certificate in PEM");
      assertThat(isTrusted(context, old)).isTrue();
      Files.delete(ca);
      await().atMost(SOON).until(() -> told(lines).size() == 2);
      assertThat(told(lines).getLast()).endsWith("there is no file " + ca);
      NEW.write(ca);
      await().atMost(SOON).until(() -> isTrusted(context, renewed));
    }
  }

  @Test
  void aFileThatCanNotBeUsedAtTheStartIsAnError() {
    assertThatThrownBy(() -> context(folder.resolve("no.pem")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no file");
  }
}
