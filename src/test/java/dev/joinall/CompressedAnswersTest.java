package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Answers that are compressed for clients which accept it, where a setting says so. */
class CompressedAnswersTest {
  private static final String CONFIG =
      """
      aggregations:
        large:
          route: GET /large
          stream: true
          tasks: { text: { value: "%s" } }
        tagged:
          route: GET /tagged
          tasks: { text: { value: 1 } }
          respond:
            headers: { ETag: '"v1"', Set-Cookie: ["a=1; Path=/", "b=2"], Content-Type: text/html }
            body: "<p>%s</p>"
        small: { route: GET /small, tasks: { a: { value: 1 } } }
      """
          .formatted("some text ".repeat(30_000), "some text ".repeat(500));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), CONFIG);
    application =
        Application.start(
            Map.of(),
            file,
            "--server.port=0",
            "--management.server.port=0",
            "--server.compression.enabled=true");
  }

  @AfterAll
  static void close() {
    application.close();
  }

  private static HttpResponse<byte[]> ask(String method, String path, String... headers)
      throws Exception {
    String port = application.getEnvironment().getRequiredProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static boolean isCompressed(HttpHeaders headers) {
    return headers.firstValue("content-encoding").isPresent();
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void aLargeAnswerIsCompressedPieceByPiece() throws Exception {
    HttpResponse<byte[]> plain = ask("GET", "/large");
    HttpResponse<byte[]> zipped = ask("GET", "/large", "Accept-Encoding", "gzip, deflate, br");

    assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(zipped.headers().firstValue("vary").orElseThrow()).contains("Accept-Encoding");
    assertThat(zipped.body().length).isLessThan(10_000);
    assertThat(unzipped(zipped.body())).isEqualTo(new String(plain.body(), UTF_8));
    assertThat(isCompressed(plain.headers())).isFalse();
    assertThat(plain.headers().firstValue("vary").orElseThrow()).contains("Accept-Encoding");
  }

  @Test
  void smallStreamedOrUnwantedAnswersAreNotCompressed() throws Exception {
    assertThat(isCompressed(ask("GET", "/small", "Accept-Encoding", "gzip").headers())).isFalse();
    assertThat(isCompressed(ask("GET", "/large", "Accept-Encoding", "gzip;q=0").headers()))
        .isFalse();
    for (String stream : List.of("text/event-stream", "application/x-ndjson")) {
      HttpHeaders headers =
          ask("GET", "/large", "Accept-Encoding", "gzip", "Accept", stream).headers();
      assertThat(isCompressed(headers)).as(stream).isFalse();
    }
  }

  @Test
  void theTagOfACompressedAnswerIsWeakAndStillKnown() throws Exception {
    HttpResponse<byte[]> first = ask("GET", "/tagged", "Accept-Encoding", "gzip");
    String tag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<byte[]> again =
        ask("GET", "/tagged", "Accept-Encoding", "gzip", "If-None-Match", tag);

    assertThat(tag).isEqualTo("W/\"v1\"");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().firstValue("etag")).hasValue(tag);
    assertThat(again.headers().firstValue("vary").orElseThrow()).contains("Accept-Encoding");
    assertThat(again.body()).isEmpty();
    assertThat(ask("GET", "/tagged").headers().firstValue("etag")).hasValue("\"v1\"");
  }

  @Test
  void aHeadDoesNotSayALengthThatItsGetWouldNotHave() throws Exception {
    HttpResponse<byte[]> head = ask("HEAD", "/large", "Accept-Encoding", "gzip");
    assertThat(head.headers().firstValue("content-length")).isEmpty();
    assertThat(ask("HEAD", "/large").headers().firstValue("content-length")).isPresent();
  }

  @Test
  void twoCookiesAreTwoLines() throws Exception {
    HttpHeaders headers = ask("GET", "/tagged").headers();
    assertThat(headers.allValues("set-cookie")).containsExactly("a=1; Path=/", "b=2");
  }
}
