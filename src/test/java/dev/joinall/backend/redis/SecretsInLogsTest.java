package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** With all loggers at their lowest level, no line contains a password or a value. */
class SecretsInLogsTest {
  private static final String SECRET = "s3cret";

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Lines lines = new Lines();
  private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
  private final List<TurboFilter> filters = new ArrayList<>();
  private final Level level = root.getLevel();

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(
          event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
  }

  @BeforeEach
  void logEverything() {
    root.iteratorForAppenders().forEachRemaining(usual::add);
    usual.forEach(root::detachAppender);
    lines.setContext(root.getLoggerContext());
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
    filters.addAll(root.getLoggerContext().getTurboFilterList());
    root.getLoggerContext().resetTurboFilterList(); // those of a server that another test started
  }

  @AfterEach
  void logAsUsual() {
    filters.forEach(root.getLoggerContext()::addTurboFilter);
    root.setLevel(level);
    root.detachAppender(lines);
    usual.forEach(root::addAppender);
  }

  @Test
  void noLogLineHoldsAPasswordOrAValue() throws Exception {
    try (var redis = RedisServerFixture.start()) {
      try (RedisClient client = RedisClient.create(redis.uri())) {
        client.connect().sync().configSet("requirepass", "password-" + SECRET);
      }
      lines.lines.clear(); // lines of the test's own client
      try (var old = OldRedis.inFrontOf(redis.uri())) {
        use(redis.uri());
        use(old.uri());
      }
    }
    try (var broken =
        new ScriptedRedis(
            ScriptedRedis.Age.NEW, (peer, command) -> peer.send("$abc" + SECRET + "\r\n"))) {
      use(broken.uri());
    }
    assertThat(lines.lines).as("something is logged").isNotEmpty();
    assertThat(lines.lines).noneMatch(it -> it.contains(SECRET));
  }

  private static void use(String uri) {
    String withPassword = uri.replace("//", "//:password-" + SECRET + "@");
    try (var hub = new Hub(Transport.best());
        var backend =
            new StepFixture(
                "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}}"
                    .formatted(withPassword),
                hub,
                RedisBackend::new)) {
      for (String task :
          List.of(
              "command: [SET, \"key-${body}\", \"${body}\"]",
              "command: [GET, \"key-${body}\"]",
              "command: [INCR, \"key-${body}\"]",
              "command: [NOSUCH, \"${body}\"]")) {
        var _ = catchThrowable(() -> backend.run(task, Json.string("value-" + SECRET)));
      }
    }
  }
}
