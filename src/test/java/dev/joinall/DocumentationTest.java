package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents that a server publishes beside the routes of its file. */
class DocumentationTest {
  private static final String FILE =
      """
      info: { title: "A <b>bold</b> shop", description: "- one `code`\\n- two & \\"more\\"" }
      aggregations:
        page:
          route: GET /pages/{id}
          summary: "<script>alert(1)</script>"
          input: { path: { id: { type: string, description: "'<img>'" } } }
          tasks: { a: { value: 1, schema: { title: Thing, type: integer, examples: [1] } } }
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.serve(FILE, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String method, String url, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", server.url() + path, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.yaml", "/openapi.json", "/docs"})
  void anUnchangedDocumentIsNotSentAgain(String path) throws Exception {
    String tag = get(path).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get(path, "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(send("HEAD", server.url() + path).headers().firstValue("ETag")).contains(tag);
  }

  @Test
  void onlyReadingIsAnswered() throws Exception {
    assertThat(send("POST", server.url() + "/docs").statusCode()).isEqualTo(404);
    assertThat(get("/docs/").statusCode()).isEqualTo(404);
  }

  @Test
  void anotherFileHasOtherDocuments() throws Exception {
    String before = get("/openapi.json").headers().firstValue("ETag").orElseThrow();
    assertThat(server.reload(FILE.replace("/pages/", "/sheets/"))).isTrue();
    HttpResponse<String> after = get("/openapi.json", "If-None-Match", before);

    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body()).contains("/sheets/{id}").doesNotContain("/pages/{id}");
    assertThat(get("/docs").body()).contains("/sheets/");
  }

  @Test
  void thePageHoldsTheTextsAsTexts() throws Exception {
    assertThat(get("/docs").body())
        .contains(
            "<h1>A &lt;b&gt;bold&lt;/b&gt; shop</h1>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "&#39;&lt;img&gt;&#39;",
            "<li>one <code>code</code></li>",
            "two &amp; &quot;more&quot;")
        .doesNotContain("<script", "<img");
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    assertThat(get("/docs").body())
        .doesNotContain("http:", "https:", "src=", "@import", "url(", " style=");
  }

  @Test
  void thePolicyOfThePageLetsItsStyleIn() throws Exception {
    HttpResponse<String> page = get("/docs");
    String style = page.body().replaceAll("(?s).*<style>(.*)</style>.*", "$1");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
  }

  @Test
  void theLinksOfThePageLeadSomewhere() throws Exception {
    String page = get("/docs").body();
    Matcher links = Pattern.compile("href=\"([^\"]+)\"").matcher(page);
    int found = 0;
    while (links.find()) {
      String to = links.group(1);
      found++;
      if (to.startsWith("#")) {
        assertThat(page).contains("id=\"" + to.substring(1) + "\"");
      } else {
        assertThat(get("/" + to).statusCode()).as(to).isEqualTo(200);
      }
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  void aSettingSaysWhereClientsFindTheRoutes(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    try (var application =
        Application.start(
            Map.of(),
            file,
            "--server.port=0",
            "--management.server.port=0",
            "--joinall.openapi.server=https://shop.example/api")) {
      String port = application.getEnvironment().getRequiredProperty("local.server.port");
      assertThat(send("GET", "http://localhost:" + port + "/openapi.json").body())
          .contains("\"servers\":[{\"url\":\"https://shop.example/api\"}]");
    }
  }

  @Test
  void aSettingTurnsThemOff(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    try (var application =
        Application.start(
            Map.of(),
            file,
            "--server.port=0",
            "--management.server.port=0",
            "--joinall.openapi.enabled=false")) {
      String port = application.getEnvironment().getRequiredProperty("local.server.port");
      assertThat(send("GET", "http://localhost:" + port + "/docs").statusCode()).isEqualTo(404);
      assertThat(send("GET", "http://localhost:" + port + "/openapi.yaml").statusCode())
          .isEqualTo(404);
      assertThat(send("GET", "http://localhost:" + port + "/pages/1").statusCode()).isEqualTo(200);
    }
  }
}
