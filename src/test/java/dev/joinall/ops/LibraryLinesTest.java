package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LibraryLinesTest {
  private final LibraryLines lines = new LibraryLines(false);

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

  private FilterReply warning(String text) {
    var logger = (Logger) LoggerFactory.getLogger("io.netty.channel.AbstractChannel");
    Object[] parameters = {new RejectedExecutionException("event executor terminated")};
    return lines.decide(null, logger, Level.WARN, text, parameters, null);
  }
}
