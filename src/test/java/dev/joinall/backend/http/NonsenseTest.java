package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever an API sends (RFC 9112, 2 to 9), the fault is one of the documented words. */
class NonsenseTest {
  private static final int MUTANTS = 1_500;
  private static final List<String> SEEDS =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Type: application/json\r\n\r\n{\"a\":1}",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\n[1,\r\n2\r\n2]\r\n0\r\nX: y\r\n\r\n",
          "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\u00ff",
          "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\nno");
  private static final String ALPHABET = "\r\n \t:;,/0123456789afHTP\0\u007f\u00ff\"{}x-";

  private static Hub hub;

  private final AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
  private RawHttp api;
  private StepFixture backend;

  @BeforeAll
  static void openHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void closeHub() {
    hub.close();
  }

  @BeforeEach
  void open() {
    api =
        RawHttp.start((target, client) -> {
          client.getOutputStream().write(answer.get());
          client.close();
        });
    backend =
        new StepFixture(
            "{kind: http, url: \"%s\", timeout: 2s}".formatted(api.url()),
            hub,
            new HttpKind()::open);
  }

  @AfterEach
  void close() {
    backend.close();
    api.close();
  }

  private String outcome(String task, byte[] bytes) {
    answer.set(bytes);
    try {
      return backend.run(task).map(Json::toString).orElse("absent");
    } catch (RuntimeException e) {
      Fault fault = Fault.of(e);
      assertThat(fault.detail()).as("detail of %s", fault.type()).doesNotContain("Exception");
      return fault.type().word();
    }
  }

  /** By section of RFC 9112. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.2 nothing at all | unavailable | ''",
        "2.2 line ends before | 1 | '\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.2 bare line feeds | malformed | 'HTTP/1.1 200 OK\\nContent-Length: 1\\n\\n1'",
        "2.2 a bare CR in a header | malformed | 'HTTP/1.1 200 OK\\r\\nA: b\\rc: d\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.2 blank before the first header | malformed | 'HTTP/1.1 200 OK\\r\\n A: b\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.3 lower case | 1 | 'http/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.3 another version | malformed | 'HTTP/2.0 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.3 no version | malformed | 'HTTP/ 200 OK\\r\\n\\r\\n1'",
        "2.3 a later minor version | 1 | 'HTTP/1.9 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "2.3 HTTP/0.9 | unavailable | '1'",
        "2.3 another protocol | malformed | 'SSH-2.0-OpenSSH_9.2\\r\\n'",
        "4 no status | malformed | 'HTTP/1.1 OK\\r\\n\\r\\n'",
        "4 a status of two digits | malformed | 'HTTP/1.1 20 OK\\r\\n\\r\\n'",
        "4 a status of four digits | malformed | 'HTTP/1.1 2000 OK\\r\\n\\r\\n'",
        "4 a status of letters | malformed | 'HTTP/1.1 2x0 OK\\r\\n\\r\\n'",
        "4 a negative status | malformed | 'HTTP/1.1 -20 OK\\r\\n\\r\\n'",
        "4 status 000 | status | 'HTTP/1.1 000 OK\\r\\nContent-Length: 0\\r\\n\\r\\n'",
        "4 status 999 | status | 'HTTP/1.1 999 OK\\r\\nContent-Length: 0\\r\\n\\r\\n'",
        "4 no reason and no blank | 1 | 'HTTP/1.1 200\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5 no colon | malformed | 'HTTP/1.1 200 OK\\r\\nabc\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5 no name | malformed | 'HTTP/1.1 200 OK\\r\\n: b\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5.1 a blank before the colon | 1 | 'HTTP/1.1 200 OK\\r\\nA : b\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5.1 a control in a name | malformed | 'HTTP/1.1 200 OK\\r\\nA\\0: b\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5.5 NUL in a value | malformed | 'HTTP/1.1 200 OK\\r\\nA: \\0\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "5.2 a folded header | 1 | 'HTTP/1.1 200 OK\\r\\nA: b\\r\\n c\\r\\nContent-Length: 1\\r\\n\\r\\n1'",
        "6.1 two codings | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n'",
        "6.1 chunked twice | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n'",
        "6.1 an unknown coding | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: x\\r\\n\\r\\n1'",
        "6.2 a negative length | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n1'",
        "6.2 a length with a sign | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: +1\\r\\n\\r\\n1'",
        "6.2 a length of letters | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: one\\r\\n\\r\\n1'",
        "6.2 an empty length | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length:\\r\\n\\r\\n1'",
        "6.2 a length beyond 2^63 | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n1'",
        "6.3 two lengths | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n1'",
        "6.3 a list of lengths | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: 1, 2\\r\\n\\r\\n1'",
        "6.3 a length beside chunks | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "6.3 until the end | 1 | 'HTTP/1.1 200 OK\\r\\n\\r\\n1'",
        "7.1 a chunk of letters | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "7.1 a negative chunk | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "7.1 a huge chunk | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nfffffffffffffffff\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "7.1 0x before a chunk | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0x1\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "7.1 a chunk that is too long | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n12\\r\\n0\\r\\n\\r\\n'",
        "7.1 an empty size | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n\\r\\n1\\r\\n0\\r\\n\\r\\n'",
        "8 truncated in the head | malformed | 'HTTP/1.1 200 OK\\r\\nContent-'",
        "8 truncated in the content | malformed | 'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\n1'",
        "8 truncated in chunks | malformed | 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n1\\r\\n'"
      })
  void anInvalidAnswerIsAFault(String name, String expected, String bytes) {
    String sent =
        bytes == null ? "" : bytes.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    assertThat(outcome("get: /", sent.getBytes(ISO_8859_1))).isEqualTo(expected);
  }

  @Test
  void anEffectIsUnknownIfItsAnswerIsTruncatedWithinTheHead() {
    assertThat(outcome("post: /", "HTTP/1.1 200 OK\r\nContent-".getBytes(ISO_8859_1)))
        .isEqualTo("unknown");
    assertThat(outcome("post: /", "HTTP/1.1 2".getBytes(ISO_8859_1))).isEqualTo("unknown");
  }

  @Test
  void noMutantIsADefect() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutant(random);
      String as = List.of("json", "text", "xml", "ndjson", "base64").get(random.nextInt(5));
      assertThat(outcome("get: /, as: %s".formatted(as), mutant))
          .as("seed %d: %s", seed, new String(mutant, ISO_8859_1))
          .isNotEqualTo("error");
    }
  }

  private static byte[] mutant(Random random) {
    var text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      String more = String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, more);
        case 1 -> text.replace(at, at + 1, more);
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      }
      if (text.isEmpty()) {
        text.append('x');
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
