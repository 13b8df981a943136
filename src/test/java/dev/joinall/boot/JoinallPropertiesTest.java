package dev.joinall.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.Application;
import dev.joinall.config.ConfigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings under joinall are checked and reported like the file. */
class JoinallPropertiesTest {
  @TempDir private Path folder;

  /** The message with which the command ends. */
  private String refused(String... settings) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("joinall.yaml"),
            "aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }");
    List<String> arguments = new ArrayList<>(List.of("--config=" + file, "--server.port=0"));
    arguments.addAll(List.of(settings));
    var err = new StringWriter();
    int status =
        Application.run(
            Map.of(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            arguments.toArray(String[]::new));
    assertThat(status).isEqualTo(2);
    return err.toString();
  }

  @Test
  void aNameThatThereIsNotIsRefusedWithItsPlaceAndAHint() throws Exception {
    assertThat(refused("--joinall.limits.in-fligt=5"))
        .isEqualTo(
            """
            There is no setting joinall.limits.in-fligt.
              from: "joinall.limits.in-fligt" from property source "commandLineArgs"
              hint: did you mean "joinall.limits.in-flight"?
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "joinall.limits.in-flight=many|The setting joinall.limits.in-flight can't be \"many\".",
        "joinall.limits.in-flight=0|in-flight is 0, and has to be from 1 to 1000000",
        "joinall.limits.body-time=soon|The setting joinall.limits.body-time can't be \"soon\".",
        "joinall.limits.body-time=0s|body-time has to be a time from 1ms to 1h",
        "joinall.limits.answer=2GB|answer has to be a size from 1B to 1GB",
        "joinall.shutdown.pause=-1s|pause has to be a time from 0s to 1h",
        "joinall.openapi.enabled=maybe|The setting joinall.openapi.enabled can't be \"maybe\".",
        "joinall.openapi.server=api|server has to be a path such as /api, or a URL",
        "joinall.openapi.server=|server has to be a path such as /api, or a URL",
      })
  void aValueThatCanNotBeIsRefused(String setting, String told) throws Exception {
    assertThat(refused("--" + setting)).contains(told, "hint: ").doesNotContain("\tat ");
  }

  private static String read(Map<String, Object> variables) {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    environment.getPropertySources().addLast(new MapPropertySource("defaults", DEFAULTS));
    try {
      return JoinallPropertiesReader.read(environment).toString();
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("joinall.openapi.enabled", "true"),
          Map.entry("joinall.openapi.server", "/"),
          Map.entry("joinall.log.slow", "1s"),
          Map.entry("joinall.log.lines-per-second", "1"),
          Map.entry("joinall.log.access", "false"),
          Map.entry("joinall.log.audit", "false"),
          Map.entry("joinall.log.caller", ""),
          Map.entry("joinall.watchdog.threshold", "1s"),
          Map.entry("joinall.limits.connections", "1"),
          Map.entry("joinall.limits.in-flight", "1"),
          Map.entry("joinall.limits.lateness-percent", "1"),
          Map.entry("joinall.limits.memory-percent", "1"),
          Map.entry("joinall.limits.body", "1B"),
          Map.entry("joinall.limits.answer", "1B"),
          Map.entry("joinall.limits.head-time", "1s"),
          Map.entry("joinall.limits.body-time", "1s"),
          Map.entry("joinall.limits.write-time", "1s"),
          Map.entry("joinall.limits.idle-time", "1s"),
          Map.entry("joinall.shutdown.pause", "1s"),
          Map.entry("joinall.shutdown.grace", "1s"));

  @ParameterizedTest
  @ValueSource(strings = {"JOINALL_LIMITS_INFLIGHT", "JOINALL_LIMITS_IN_FLIGHT"})
  void aVariableSaysASetting(String name) {
    assertThat(read(Map.of(name, "7"))).contains("inFlight=7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JOINALL_LIMITS_INFLIGT", "JOINALL_LIMIT_INFLIGHT", "JOINALL_SHUTDOWN_PAUS"})
  void aVariableThatIsNearlyASettingIsRefused(String name) {
    assertThat(read(Map.of(name, "7"))).startsWith("There is no setting joinall.").contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JOINALL_CONFIG",
        "JOINALL_KINDS",
        "JOINALL_RELOAD",
        "JOINALL_TRANSPORT",
        "JOINALL_SERVICE_HOST", // Kubernetes tells every pod of a service "joinall"
        "JOINALL_PORT",
        "JOINALL_PORT_8080_TCP_ADDR",
        "JOINALL_MONGO_URI",
      })
  void aVariableOfSomebodyElseIsNone(String name) {
    assertThat(read(Map.of(name, "x"))).startsWith("JoinallProperties[");
  }
}
