package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.StepFixture;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Mail over TLS, to a server with a self-signed certificate. */
class TlsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
  private Hub hub;

  @BeforeEach
  void start() {
    hub = new Hub(Transport.best());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    hub.close();
  }

  private String uri() {
    return "smtps://127.0.0.1:" + server.getSmtps().getPort();
  }

  @Test
  void aCertificateThatNobodySignedIsRefused() {
    String yaml = "{ kind: smtp, uri: \"" + uri() + "\", timeout: 5s }";
    try (var fixture = new StepFixture(yaml, hub, SmtpBackend::new)) {
      String task = "send: { from: a@example.com, to: b@example.com, subject: Hi, text: Hi }";
      assertThat(Fault.of(catchThrowable(() -> fixture.run(task))))
          .isEqualTo(
              Fault.of(
                  Fault.Type.UNAVAILABLE,
                  "TLS failed: the certificate is not signed by a trusted CA"));
    }
  }

  @Test
  void aTrustedServerGetsTheMail() throws Exception {
    MailConnection connection = trusting(uri());
    var deadline = new ThreadDeadline(SOON);
    connection.open(deadline);

    Json sent = connection.send(mail(), deadline);

    connection.close();
    assertThat(server.getReceivedMessages()[0].getMessageID())
        .isEqualTo(sent.get("messageId").text());
  }

  @Test
  void theDeadlineEndsAHandshakeToo() {
    try (Proxy proxy = Proxy.to(uri())) {
      proxy.pause();
      assertLate(trusting(proxy.address()), it -> {});
    }
  }

  @Test
  void theDeadlineEndsAMailToo() {
    try (Proxy proxy = Proxy.to(uri())) {
      MailConnection connection = trusting(proxy.address());
      connection.open(new ThreadDeadline(SOON));
      proxy.pause();
      assertLate(connection, deadline -> connection.send(mail(), deadline));
    }
  }

  /** Runs the work as {@link Delivery} does. */
  private void assertLate(MailConnection connection, Consumer<ThreadDeadline> work) {
    var deadline = new ThreadDeadline(Duration.ofMillis(200));
    var result = new CompletableFuture<Void>();
    Thread.ofVirtual()
        .start(() -> {
          Disposable watch = deadline.watch(Thread.currentThread(), hub.scheduler());
          try {
            connection.open(deadline);
            work.accept(deadline);
            result.complete(null);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          } finally {
            watch.dispose();
          }
        });
    Throwable thrown = catchThrowable(() -> result.orTimeout(5, TimeUnit.SECONDS).join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(Fault.of(thrown.getCause()).type()).isEqualTo(Fault.Type.TIMEOUT);
  }

  private static MailConnection trusting(String uri) {
    return new MailConnection(
        SmtpAddress.of(URI.create(uri)), MailSessions.of(uri, TrustingSockets.ofAnyServer()));
  }

  private static Mail mail() {
    var ann = new MailAddress("Ann", "ann@example.com");
    return new Mail(
        ann,
        List.of(ann),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Map.of(),
        "Hello",
        Optional.of("Hi"),
        Optional.empty());
  }
}
