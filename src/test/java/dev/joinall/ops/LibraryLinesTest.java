package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.spi.FilterReply;
import dev.joinall.backend.Kinds;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LibraryLinesTest {
  private final LibraryLines lines = new LibraryLines(false, Kinds.installed(Map.of()));

  /** It ends with the loop, so there is nobody left to hear of it. */
  @Test
  void aConnectionThatEndsWithItsLoopIsNotLogged() {
    assertThat(warning("Can't invoke task later as EventLoop rejected it"))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void anotherRefusalOfALoopIsLogged() {
    assertThat(warning("Failed to submit a task")).isEqualTo(FilterReply.NEUTRAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.lettuce.core.protocol.CommandHandler",
        "io.netty.handler.logging.LoggingHandler",
        "io.r2dbc.postgresql.QUERY",
        "org.eclipse.angus.mail.smtp",
        "org.mariadb.r2dbc.client",
        "org.mongodb.driver.protocol.command"
      })
  void linesOfDriverProtocolsAreNotLogged(String name) {
    var logger = (Logger) LoggerFactory.getLogger(name);
    Level before = logger.getLevel();
    logger.setLevel(Level.TRACE);
    try {
      assertThat(lines.decide(null, logger, Level.DEBUG, "s3cret", null, null))
          .isEqualTo(FilterReply.DENY);
    } finally {
      logger.setLevel(before);
    }
  }

  @Test
  void theValuesInAnErrorOfAServerAreNotLogged() {
    var logger = (Logger) LoggerFactory.getLogger("org.mariadb.r2dbc.message.server.ErrorPacket");

    assertThat(lines.decide(null, logger, Level.WARN, "Duplicate entry 's3cret'", null, null))
        .isEqualTo(FilterReply.DENY);
  }

  private FilterReply warning(String text) {
    var logger = (Logger) LoggerFactory.getLogger("io.netty.channel.AbstractChannel");
    Object[] parameters = {new RejectedExecutionException("event executor terminated")};
    return lines.decide(null, logger, Level.WARN, text, parameters, null);
  }
}
