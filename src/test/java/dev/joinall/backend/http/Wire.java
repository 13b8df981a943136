package dev.joinall.backend.http;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.util.stream.Stream;

/**
 * The transport of a call over HTTP/1.1, with or without TLS.
 *
 * @param tls whether the connection is encrypted
 */
record Wire(Transport transport, boolean tls) {
  static Stream<Wire> all() {
    return Stream.of(Transport.values())
        .filter(it -> it != Transport.NIO && it.isAvailable())
        .flatMap(it -> Stream.of(new Wire(it, false), new Wire(it, true)));
  }

  RawHttp server(RawHttp.Answer answer, Certificate certificate) {
    return tls ? RawHttp.start(answer, certificate) : RawHttp.start(answer);
  }

  /**
   * @param more keys of the backend in flow style
   */
  static StepFixture backend(RawHttp api, String more, Hub hub, Certificate certificate) {
    return certificate.trusted(() ->
        new StepFixture(
            "{kind: http, url: \"%s\", timeout: 5s, %s}".formatted(api.url(), more),
            hub,
            new HttpKind()::open));
  }
}
