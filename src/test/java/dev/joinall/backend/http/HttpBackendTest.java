package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.ScriptedHttp;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class HttpBackendTest extends BackendContract {
  private final ScriptedHttp api = ScriptedHttp.start();

  @BeforeEach
  void answer() {
    api.on("GET", "/item").status(200).body("{\"a\":1}");
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  @Override
  protected String server() {
    return api.url();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: http, url: \"%s\", %s}".formatted(address, more);
  }

  @Override
  protected Kind kind() {
    return new HttpKind();
  }

  @Override
  protected String task() {
    return "get: /item";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"a\":1}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("get: /nothing");
  }

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replace("http:", "https:"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    return Optional.of(fault(401));
  }

  @Override
  protected Optional<Fault> missingPermission() {
    return Optional.of(fault(403));
  }

  private Fault fault(int status) {
    String path = "/refused/" + status;
    api.on("GET", path).status(status);
    try (var fixture = fixture(server(), "timeout: 5s")) {
      return Fault.of(catchThrowable(() -> fixture.run("get: " + path)));
    }
  }
}
