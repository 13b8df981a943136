package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An incomplete response is never taken for a complete one, with any framing. */
class DamagedAnswersTest {
  private static final String TEXT = "\"" + "0123456789".repeat(90) + "\"";
  private static final int MAX_BODY = 1000;

  private static Hub hub;

  /** How the end of a response is marked. */
  enum Framing {
    LENGTH,
    CHUNKED,
    GZIP_LENGTH,
    GZIP_CHUNKED,
    UNTIL_CLOSED;

    boolean zipped() {
      return this == GZIP_LENGTH || this == GZIP_CHUNKED;
    }
  }

  /** The damage of a response. */
  enum Damage {
    /** Half of the bytes, then the end of the connection. */
    TRUNCATED,
    /** Half of the bytes, then a reset. */
    RESET,
    /** An invalid byte. */
    CORRUPTED,
    /** The framing is complete, and half of the content is missing. */
    SHORTENED,
    /** More bytes than allowed. */
    OVERSIZED
  }

  @BeforeAll
  static void open() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void close() {
    hub.close();
  }

  static Stream<Arguments> damages() {
    return Stream.of(Framing.values())
        .flatMap(framing ->
            Stream.of(Damage.values())
                .filter(damage -> canBeSeen(framing, damage))
                .flatMap(damage ->
                    Stream.of("json", "text").map(as -> Arguments.of(framing, damage, as))));
  }

  /**
   * A truncation of plain text, or of a response that ends with its connection, is not detectable.
   */
  private static boolean canBeSeen(Framing framing, Damage damage) {
    return switch (damage) {
      case SHORTENED -> framing.zipped();
      case TRUNCATED -> framing != Framing.UNTIL_CLOSED;
      case RESET, CORRUPTED, OVERSIZED -> true;
    };
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void aWholeAnswerIsPassedOn(Framing framing) {
    try (var api = RawHttp.start((target, client) -> whole(framing, client));
        var backend = backend(api)) {
      assertThat(backend.run("get: /it, as: json")).contains(Json.string(text()));
    }
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedAnswerIsAFault(Framing framing, Damage damage, String as) {
    try (var api = RawHttp.start((target, client) -> damaged(framing, damage, client));
        var backend = backend(api)) {
      assertThatExceptionOfType(StepException.class)
          .isThrownBy(() -> backend.run("get: /it, as: " + as))
          .satisfies(it -> assertThat(it.fault().type()).isIn(faults(damage)));
    }
  }

  private static Object[] faults(Damage damage) {
    return damage == Damage.OVERSIZED
        ? new Object[] {Fault.Type.TOO_LARGE}
        : new Object[] {Fault.Type.MALFORMED, Fault.Type.UNAVAILABLE};
  }

  private static StepFixture backend(RawHttp api) {
    return new StepFixture(
        "{kind: http, url: \"%s\", timeout: 5s, compress: true, max-body: %dB}"
            .formatted(api.url(), MAX_BODY),
        hub,
        new HttpKind()::open);
  }

  private static String text() {
    return TEXT.substring(1, TEXT.length() - 1);
  }

  private static void whole(Framing framing, Socket client) throws IOException {
    byte[] content = content(framing, TEXT.getBytes(ISO_8859_1));
    RawHttp.send(client, head(framing, content.length), framed(framing, content));
    endIfNeeded(framing, client);
  }

  private static void damaged(Framing framing, Damage damage, Socket client) throws IOException {
    byte[] plain = TEXT.getBytes(ISO_8859_1);
    byte[] content =
        content(framing, damage == Damage.OVERSIZED ? TEXT.repeat(2).getBytes(ISO_8859_1) : plain);
    switch (damage) {
      case TRUNCATED -> {
        half(framing, content, client);
        client.close();
      }
      case RESET -> {
        half(framing, content, client);
        RawHttp.reset(client);
      }
      case CORRUPTED -> {
        // The checksum of gzip is near its end; a text has no checksum, but this byte is invalid
        // UTF-8.
        content[framing.zipped() ? content.length - 6 : content.length / 2] ^= (byte) 0xC0;
        send(framing, content, client);
      }
      case SHORTENED -> send(framing, Arrays.copyOf(content, content.length / 2), client);
      case OVERSIZED -> send(framing, content, client);
    }
  }

  private static void send(Framing framing, byte[] content, Socket client) throws IOException {
    RawHttp.send(client, head(framing, content.length), framed(framing, content));
    endIfNeeded(framing, client);
  }

  private static void half(Framing framing, byte[] content, Socket client) throws IOException {
    byte[] framed = framed(framing, content);
    RawHttp.send(client, head(framing, content.length), Arrays.copyOf(framed, framed.length / 2));
  }

  private static void endIfNeeded(Framing framing, Socket client) throws IOException {
    if (framing == Framing.UNTIL_CLOSED) {
      client.close();
    }
  }

  private static String head(Framing framing, int length) {
    return "HTTP/1.1 200 OK"
        + (framing.zipped() ? "\r\nContent-Encoding: gzip" : "")
        + switch (framing) {
          case LENGTH, GZIP_LENGTH -> "\r\nContent-Length: " + length;
          case CHUNKED, GZIP_CHUNKED -> "\r\nTransfer-Encoding: chunked";
          case UNTIL_CLOSED -> "";
        };
  }

  private static byte[] content(Framing framing, byte[] plain) throws IOException {
    if (!framing.zipped()) {
      return plain.clone();
    }
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] framed(Framing framing, byte[] content) throws IOException {
    if (framing != Framing.CHUNKED && framing != Framing.GZIP_CHUNKED) {
      return content;
    }
    var out = new ByteArrayOutputStream();
    out.write((Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1));
    out.write(content);
    out.write("\r\n0\r\n\r\n".getBytes(ISO_8859_1));
    return out.toByteArray();
  }
}
