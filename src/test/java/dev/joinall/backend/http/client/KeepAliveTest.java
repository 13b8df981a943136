package dev.joinall.backend.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
  private static final Duration SETTING = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout=5 | 4000",
        "timeout=5, max=100 | 4000",
        "max=100, timeout=5 | 4000",
        "max=100,Timeout = 5 | 4000",
        "timeout=\"5\" | 4000",
        "timeout=1 | 500",
        "timeout=0 | 0",
        "timeout=60 | 20000",
        "timeout=-1 | 20000",
        "timeout=x | 20000",
        "timeout=99999999999 | 20000",
        "xtimeout=5 | 20000",
        "max=5 | 20000",
        "'' | 20000"
      })
  void theServersTimeBoundsTheSetting(String value, long millis) {
    var channel = new EmbeddedChannel();
    KeepAlive.read(channel, new DefaultHttpHeaders().set("Keep-Alive", value));
    assertThat(KeepAlive.idleMillis(channel, SETTING)).isEqualTo(millis);
  }
}
