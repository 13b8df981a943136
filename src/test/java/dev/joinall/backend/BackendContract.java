package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.joinall.json.Json;
import dev.joinall.testing.Patience;
import dev.joinall.testing.Proxy;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestAuthority;
import dev.joinall.testing.TlsFront;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

/**
 * The contract tests of every kind of backend, with a real server of the kind over real sockets.
 */
public abstract class BackendContract {
  private static final Duration SOON = Patience.of(Duration.ofSeconds(5));
  private static final String TIGHT =
      "timeout: 300ms, pool: {max: 1, max-pending: 1, acquire-timeout: 100ms}";

  private static final String PATIENT = "timeout: 5s, pool: {acquire-timeout: 5s}";

  /** One call runs and one waits, if the kind supports that; further calls are rejected. */
  private static final String FULL =
      "timeout: 9s, pool: {max: 1, max-pending: 1, acquire-timeout: 200ms}";

  /** Task of the file; the tasks of tests are compiled separately. */
  private static final String NO_TASK = "value: 1";

  private static final Duration LONG = Patience.of(Duration.ofSeconds(20));

  private static final String HOST = "127.0.0.1";
  private static final TestAuthority CA = new TestAuthority("servers");
  private static final TestAuthority CLIENTS = new TestAuthority("clients");

  private final Hub hub = new Hub(Transport.best());
  @TempDir private Path folder;
  private Proxy proxy;

  /** The address of the server as written in the file, without a path. */
  protected abstract String server();

  /**
   * The declaration of the backend with the additional keys {@code more}, which are common to all
   * kinds.
   */
  protected abstract String declare(String address, String more);

  protected abstract Kind kind();

  /** A task with a value. */
  protected abstract String task();

  protected abstract void assertValue(Json value);

  /** A task without a value; empty if the kind has none. */
  protected abstract Optional<String> absent();

  /** The same address with TLS; empty if the kind has none. */
  protected Optional<String> secured(String address) {
    return Optional.empty();
  }

  /** The protocol that a server with TLS chooses; empty if the kind asks for none. */
  protected String alpn() {
    return "";
  }

  /** The fault of a call with a wrong password; empty if the kind has no passwords. */
  protected Optional<Fault> wrongPassword() {
    return Optional.empty();
  }

  /** The fault of a call that the user may not make; empty if the kind has no permissions. */
  protected Optional<Fault> missingPermission() {
    return Optional.empty();
  }

  @BeforeEach
  void startProxy() {
    proxy = Proxy.to(server());
  }

  @AfterEach
  void close() {
    if (proxy != null) { // null if the test was skipped
      proxy.close();
    }
    hub.close();
  }

  protected StepFixture fixture(String address, String more) {
    return new StepFixture(declare(address, more), NO_TASK, hub, kind());
  }

  @Test
  void aCallIsAnswered() {
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertValue(fixture.run(task()).orElseThrow());
    }
  }

  @Test
  void nothingFoundIsAbsentAndNoFault() {
    assumeTrue(absent().isPresent());
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.run(absent().orElseThrow())).isEmpty();
    }
  }

  @Test
  void aServerThatHangsCostsTheTimeout() {
    proxy.pause();
    try (var fixture = fixture(proxy.address(), "timeout: 200ms")) {
      long start = System.nanoTime();
      assertFault(fixture, Fault.Type.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() throws IOException {
    // Bound and not listening: connections are refused, and no other process takes the port.
    try (var port = new Socket()) {
      port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String nowhere =
          proxy
              .address()
              .replace(":" + URI.create(proxy.address()).getPort(), ":" + port.getLocalPort());
      assertThatNothingIsThere(nowhere);
    }
  }

  private void assertThatNothingIsThere(String address) {
    try (var fixture = fixture(address, "timeout: 2s")) {
      assertUnavailable(fixture, "no connection could be made");
      assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Down.class);
    }
  }

  @Test
  void anUnknownHostNameIsUnavailable() {
    String address = server().replaceFirst("//([^@/]*@)?[^/:]+", "//$1nowhere.invalid");
    try (var fixture = fixture(address, PATIENT)) {
      assertUnavailable(fixture, "the host name is not known");
    }
  }

  @Test
  void aHandshakeThatFailsIsUnavailable() throws IOException {
    assumeTrue(secured(server()).isPresent());
    try (var plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerWithoutTls(plain));
      try (var fixture = fixture(securedAt(plain.getLocalPort()), PATIENT)) {
        assertUnavailable(fixture, "TLS failed: the server does not speak TLS on this port");
      }
    }
  }

  /** The address of this port, with TLS. */
  private String securedAt(int port) {
    String address = server().replaceFirst("//([^@/]*@)?[^/]+", "//$1127.0.0.1:" + port);
    return secured(address).orElseThrow();
  }

  private TlsFront front(TestAuthority.Issued own, TestAuthority clients) {
    assumeTrue(secured(server()).isPresent());
    return TlsFront.start(server(), own, clients, alpn());
  }

  private StepFixture trusting(TlsFront front, String more) {
    return fixture(
        securedAt(front.port()),
        PATIENT + ", tls: { ca: \"%s\"%s }".formatted(CA.write(folder.resolve("ca.pem")), more));
  }

  private String client(String name) {
    TestAuthority.Issued client = CLIENTS.issue(name);
    return ", cert: \"%s\", key: \"%s\""
        .formatted(
            client.certificate(folder.resolve("client.pem")),
            client.key(folder.resolve("client.key")));
  }

  @Test
  void aServerOfADeclaredAuthorityIsTrusted() {
    try (var front = front(CA.issue("server", HOST), null);
        var fixture = trusting(front, "")) {
      assertValue(fixture.run(task()).orElseThrow());
      assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNot() {
    try (var front = front(CLIENTS.issue("server", HOST), null);
        var fixture = trusting(front, "")) {
      assertUnavailable(fixture, "TLS failed: the certificate is not signed by a trusted CA");
    }
  }

  @Test
  void aCertificateThatHasExpiredIsNamed() {
    try (var front = front(CA.issueExpired(HOST), null);
        var fixture = trusting(front, "")) {
      assertUnavailable(fixture, "TLS failed: the certificate has expired");
    }
  }

  @Test
  void aCertificateOfTomorrowIsNamed() {
    try (var front = front(CA.issueForTomorrow(HOST), null);
        var fixture = trusting(front, "")) {
      assertUnavailable(fixture, "TLS failed: the certificate is not valid yet");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsNamed() {
    try (var front = front(CA.issue("server", "db.example.com"), null);
        var fixture = trusting(front, "")) {
      assertUnavailable(fixture, "TLS failed: the certificate does not match the host name");
    }
  }

  @Test
  void aServerCanBeAskedForByAnotherName() {
    try (var front = front(CA.issue("server", "db.example.com"), null);
        var fixture = trusting(front, ", server-name: db.example.com")) {
      assertValue(fixture.run(task()).orElseThrow());
      assertThat(front.names()).containsOnly("db.example.com");
    }
  }

  @Test
  void thatNameCountsAndNotTheHost() {
    try (var front = front(CA.issue("server", HOST), null);
        var fixture = trusting(front, ", server-name: db.example.com")) {
      assertUnavailable(fixture, "TLS failed: the certificate does not match the host name");
    }
  }

  @Test
  void aServerThatRequiresACertificateGetsIt() {
    try (var front = front(CA.issue("server", HOST), CLIENTS);
        var fixture = trusting(front, client("ann"))) {
      assertValue(fixture.run(task()).orElseThrow());
      assertThat(front.clients()).containsOnly("CN=ann");
    }
  }

  /** The server ends the connection behind its alert; a reset may overtake that. */
  @Test
  void aCertificateThatTheServerMissesIsNamed() {
    try (var front = front(CA.issue("server", HOST), CLIENTS);
        var fixture = trusting(front, "")) {
      await()
          .atMost(LONG)
          .untilAsserted(() ->
              assertUnavailable(fixture, "TLS failed: the server requires a client certificate"));
    }
  }

  @Test
  void aNewConnectionPresentsTheCertificateThatHasChanged() {
    try (var front = front(CA.issue("server", HOST), CLIENTS);
        var fixture = trusting(front, client("ann"))) {
      assertValue(fixture.run(task()).orElseThrow());
      client("bob");
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(StepException.class)
          .until(() -> {
            front.cut();
            fixture.run(task());
            return front.clients().contains("CN=bob");
          });
    }
  }

  /** An alert is what a server says before it ends the connection (RFC 8446, 6). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70|server and client have no version of TLS in common",
        "116|the server requires a client certificate",
        "48|the server does not trust the CA of the client certificate"
      })
  void theFaultNamesTheTlsAlertOfTheServer(int alert, String reason) throws IOException {
    assumeTrue(secured(server()).isPresent());
    try (var refusing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      byte[] said = {0x15, 3, 3, 0, 2, 2, (byte) alert};
      Thread.ofVirtual().start(() -> answer(refusing, said));
      try (var fixture = fixture(securedAt(refusing.getLocalPort()), PATIENT)) {
        assertUnavailable(fixture, "TLS failed: " + reason);
      }
    }
  }

  private static void answerWithoutTls(ServerSocket server) {
    answer(server, "220 this is no TLS\r\n".getBytes(US_ASCII));
  }

  private static void answer(ServerSocket server, byte[] bytes) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(bytes);
        while (socket.getInputStream().read() >= 0) {
          // until the client closes the connection
        }
      } catch (IOException e) {
        // the client has closed the connection, or the test is over
      }
    }
  }

  @Test
  void aWrongPasswordIsAStatusThatIsNotAskedForAgain() {
    assumeTrue(wrongPassword().isPresent());
    assertRefusal(wrongPassword().orElseThrow());
  }

  @Test
  void aMissingPermissionIsAStatusOfAServerThatIsWell() {
    assumeTrue(missingPermission().isPresent());
    Fault fault = missingPermission().orElseThrow();
    assertRefusal(fault);
    assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
  }

  private static void assertRefusal(Fault fault) {
    assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
    assertThat(fault.nature()).isNotEqualTo(Fault.Nature.TRANSIENT);
    assertThat(fault.happened()).isFalse();
  }

  @Test
  void aServerThatIsWellIsUp() {
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
    }
  }

  /** On a busy machine the first connection may take longer than a call waits for one. */
  private void connect(StepFixture fixture) {
    await()
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(StepException.class)
        .until(() -> fixture.run(task()).isPresent());
  }

  @Test
  void aFullPoolRejectsWithoutWaitingForTheServer() {
    try (var fixture = fixture(proxy.address(), TIGHT)) {
      connect(fixture);
      proxy.pause();
      Step step = fixture.step(task());
      var faults = new ConcurrentLinkedQueue<Fault.Type>();
      List<Disposable> calls =
          IntStream.range(0, 6)
              .mapToObj(i ->
                  step.run(fixture.scope(Json.NULL))
                      .subscribe(value -> {}, error -> faults.add(Fault.of(error).type())))
              .toList();
      await().atMost(SOON).untilAsserted(() -> assertThat(faults).contains(Fault.Type.REJECTED));
      calls.forEach(Disposable::dispose);
    }
  }

  @Test
  void aCancelledCallReleasesItsConnection() {
    try (var fixture =
        fixture(
            proxy.address(), "timeout: 5s, pool: {max: 1, max-pending: 8, acquire-timeout: 5s}")) {
      fixture.run(task());
      proxy.pause();
      for (int i = 0; i < 3; i++) {
        fixture
            .step(task())
            .run(fixture.scope(Json.NULL))
            .subscribe(value -> {}, error -> {})
            .dispose();
      }
      proxy.resume();
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertValue(fixture.run(task()).orElseThrow()));
    }
  }

  @Test
  void aBrokenConnectionIsReplaced() {
    try (var fixture = fixture(proxy.address(), "timeout: 5s")) {
      fixture.run(task());
      proxy.cut();
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertValue(fixture.run(task()).orElseThrow()));
    }
  }

  @Test
  void aClosedBackendHasNoConnectionsAndFailsItsCalls() {
    var fixture = fixture(proxy.address(), "timeout: 2s");
    fixture.run(task());
    assertThat(proxy.open()).isPositive();
    fixture.close();
    await().atMost(SOON).until(() -> proxy.open() == 0);
    assertThatThrownBy(() -> fixture.run(task())).isInstanceOf(StepException.class);
  }

  @Test
  void aFullPoolRejectsWithinItsAcquireTimeoutAndBlocksNoLoop() {
    try (var fixture = fixture(proxy.address(), FULL)) {
      connect(fixture);
      proxy.pause();
      var faults = new ConcurrentLinkedQueue<Fault.Type>();
      Step step = fixture.step(task());
      long start = System.nanoTime();
      List<Disposable> calls =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  step.run(fixture.scope(Json.NULL))
                      .subscribeOn(hub.scheduler())
                      .subscribe(value -> {}, error -> faults.add(Fault.of(error).type())))
              .toList();
      assertLoopsAreFree();
      await().atMost(SOON).until(() -> faults.size() >= 18);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      assertThat(faults).containsOnly(Fault.Type.REJECTED);
      calls.forEach(Disposable::dispose);
    }
  }

  private void assertLoopsAreFree() {
    for (EventExecutor loop : hub.loops()) {
      assertThat(loop.submit(() -> {}).awaitUninterruptibly(1, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aTaskMayTakeLongerThanItsBackendSays() {
    String patient = task() + ", timeout: 9s";
    String yaml = declare(proxy.address(), "timeout: 300ms, pool: {acquire-timeout: 9s}");
    try (var fixture = new StepFixture(yaml, "backend: it, " + patient, hub, kind())) {
      fixture.run(patient);
      proxy.pause();
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(proxy::resume);
      assertValue(fixture.run(patient).orElseThrow());
    }
  }

  @Test
  void aCallEndsWithTheTimeThatItsRequestHasLeft() {
    try (var fixture = fixture(proxy.address(), "timeout: 9s")) {
      fixture.run(task());
      proxy.pause();
      long start = System.nanoTime();
      Throwable error =
          catchThrowable(
              () -> fixture.step(task()).run(fixture.scope(Duration.ofMillis(300))).block());
      assertThat(Fault.of(error).type()).isIn(Fault.Type.TIMEOUT, Fault.Type.UNKNOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void aConnectionIsReplacedAfterItsLifeAndNoCallFailsByThat() {
    try (var fixture = fixture(proxy.address(), "timeout: 5s, pool: {max: 1, life: 200ms}")) {
      fixture.run(task());
      int made = proxy.accepted();
      await()
          .atMost(LONG)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            assertValue(fixture.run(task()).orElseThrow());
            return proxy.accepted() >= made + 4;
          });
    }
  }

  @Test
  void aConnectionThatNobodyUsesIsClosed() {
    try (var fixture = fixture(proxy.address(), "timeout: 5s, pool: {idle: 300ms}")) {
      fixture.run(task());
      await().atMost(SOON).until(() -> fixture.backend().pool().idle() > 0);
      await().atMost(LONG).until(() -> fixture.backend().pool().idle() == 0);
      assertValue(fixture.run(task()).orElseThrow());
    }
  }

  @Test
  void aPoolReportsItsUse() {
    try (var fixture = fixture(proxy.address(), FULL)) {
      PoolUse unused = fixture.backend().pool();
      assertThat(unused).isEqualTo(new PoolUse(unused.max(), 0, 0, 0));
      fixture.run(task());
      await().atMost(SOON).until(() -> fixture.backend().pool().idle() == 1);
      proxy.pause();
      Step step = fixture.step(task());
      var call = step.run(fixture.scope(Json.NULL)).subscribe(value -> {}, error -> {});
      await()
          .atMost(SOON)
          .until(() -> fixture.backend().pool().equals(new PoolUse(unused.max(), 1, 0, 0)));
      call.dispose();
      proxy.resume();
      await().atMost(SOON).until(() -> fixture.backend().pool().inUse() == 0);
    }
  }

  private void assertFault(StepFixture fixture, Fault.Type expected) {
    assertThatThrownBy(() -> fixture.run(task()))
        .isInstanceOfSatisfying(
            StepException.class, it -> assertThat(it.fault().type()).isEqualTo(expected));
  }

  /**
   * @param detail the beginning; kinds of other projects have their own words
   */
  private void assertUnavailable(StepFixture fixture, String detail) {
    Fault fault = Fault.of(catchThrowable(() -> fixture.run(task())));
    assertThat(fault.type()).isEqualTo(Fault.Type.UNAVAILABLE);
    if (kind().getClass().getName().startsWith("dev.joinall.")) {
      assertThat(fault.detail()).startsWith(detail);
    }
  }
}
