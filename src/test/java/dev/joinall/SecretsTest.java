package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from the files of a directory. */
class SecretsTest {
  private static final String YAML =
      """
      security:
        callers: { partner: { api-key: { keys: { acme: { sha256: "${secret['acme.hash']}" } } } } }
      aggregations:
        a:
          route: GET /a
          allow: [{ caller: partner }]
          tasks: { a: { value: 1 } }
      """;

  @TempDir private Path folder;

  private Map<String, String> environment() {
    return Map.of("JOINALL_SECRETS", folder.toString());
  }

  private void key(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    Files.writeString(folder.resolve("acme.hash"), HexFormat.of().formatHex(hash) + "\n");
  }

  private static int status(TestServer server, String key)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(server.url() + "/a"))
                  .header("X-API-Key", key)
                  .build(),
              BodyHandlers.ofString())
          .statusCode();
    }
  }

  @Test
  void aChangedSecretIsServedAtTheNextReload() throws Exception {
    key("old");
    try (TestServer server = TestServer.serve(YAML, environment())) {
      assertThat(status(server, "old")).isEqualTo(200);
      assertThat(server.reload(YAML)).isFalse();

      key("new");

      assertThat(server.reload(YAML)).isTrue();
      assertThat(status(server, "old")).isEqualTo(401);
      assertThat(status(server, "new")).isEqualTo(200);
    }
  }

  @Test
  void aMissingSecretIsAProblem() {
    assertThatThrownBy(() -> TestServer.serve(YAML, environment()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no secret acme.hash");
  }

  @Test
  void aProblemDoesNotShowASecret() throws Exception {
    Files.writeString(folder.resolve("acme.hash"), "canary-4711");

    assertThatThrownBy(() -> TestServer.serve(YAML, environment()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected a SHA-256")
        .hasMessageNotContaining("canary");
  }
}
