package dev.joinall.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.Application;
import dev.joinall.TestServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The assumptions of the chart about the server and its image. */
class ChartPromisesTest {
  private static final String RENDERINGS = "dev.joinall.helm.Renderings#all";

  private static Map<String, EnvVar> variables(Rendering rendering) {
    return rendering.container().getEnv().stream()
        .collect(Collectors.toMap(EnvVar::getName, it -> it));
  }

  private static String file(Rendering rendering) {
    return rendering.find(ConfigMap.class).orElseThrow().getData().get("joinall.yaml");
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void aPodHasTheTimeToEnd(Rendering rendering) {
    long preStop =
        Optional.ofNullable(rendering.container().getLifecycle())
            .map(it -> it.getPreStop().getSleep().getSeconds())
            .orElse(0L);
    long server =
        List.of("JOINALL_SHUTDOWN_PAUSE", "JOINALL_SHUTDOWN_GRACE").stream()
            .map(it -> variables(rendering).get(it).getValue())
            .mapToLong(it -> Duration.parse("PT" + it).toSeconds())
            .sum();

    assertThat(rendering.server().getTerminationGracePeriodSeconds())
        .isEqualTo(preStop + server + 10);
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void theFileIsMountedWhereTheServerReadsIt(Rendering rendering) {
    Path file = Path.of(variables(rendering).get("JOINALL_CONFIG").getValue());

    assertThat(rendering.container().getVolumeMounts())
        .filteredOn(it -> it.getName().equals("config"))
        .singleElement()
        .satisfies(it -> {
          assertThat(Path.of(it.getMountPath()).resolve("joinall.yaml")).isEqualTo(file);
          assertThat(it.getReadOnly()).isTrue();
          assertThat(it.getSubPath()).as("a file of a subPath never changes").isNull();
        });
  }

  @Test
  void aChangedFileIsServedOrReplacesThePods() {
    Rendering replaced = Renderings.with("reload: false");

    assertThat(annotations(Renderings.DEFAULT)).isEmpty();
    assertThat(variables(Renderings.DEFAULT)).doesNotContainKey("JOINALL_RELOAD");
    assertThat(annotations(replaced)).containsOnlyKeys("checksum/config");
    assertThat(variables(replaced).get("JOINALL_RELOAD").getValue()).isEqualTo("off");
    assertThat(annotations(Rendering.of("another", "reload: false\nconfig: 'a: b'")))
        .isNotEqualTo(annotations(replaced));
  }

  private static Map<String, String> annotations(Rendering rendering) {
    return rendering.deployment().getSpec().getTemplate().getMetadata().getAnnotations();
  }

  @Test
  void theFileArrivesAsItWasWritten() {
    String odd = "  # begins with spaces\n\na: \"{{ .Values.x }} ${env.A}\"\n\t\n# ends with none";
    Rendering rendering = Rendering.of("odd", "config: " + Model.JSON.writeValueAsString(odd));

    assertThat(file(rendering)).isEqualTo(odd);
  }

  @Test
  void theServerTakesTheFileOfTheChart(@TempDir Path folder) throws Exception {
    assertThat(check(file(Renderings.DEFAULT), Map.of(), folder))
        .startsWith("ok: 1 aggregation, 0 backends\n");
  }

  @Test
  void theServerTakesTheShopWithTheVariablesOfItsPods(@TempDir Path folder) throws Exception {
    var kinds =
        Map.of(
            "mongo", "mongodb://a",
            "redis", "redis://a",
            "postgres", "postgresql://shop@a/shop",
            "smtp", "smtp://a",
            "amqp", "amqp://a");
    Map<String, String> environment =
        variables(Renderings.SHOP).values().stream()
            .collect(Collectors.toMap(EnvVar::getName, it -> value(it, kinds)));

    assertThat(check(file(Renderings.SHOP), environment, folder))
        .startsWith("ok: 4 aggregations, 6 backends");
  }

  private static String value(EnvVar variable, Map<String, String> secret) {
    return variable.getValue() != null
        ? variable.getValue()
        : secret.get(variable.getValueFrom().getSecretKeyRef().getKey());
  }

  /** The default of the command must equal that of the chart. */
  @Test
  void theCommandCountsTheSurgeOfTheChart(@TempDir Path folder) throws Exception {
    var surge = Renderings.DEFAULT.deployment().getSpec().getStrategy().getRollingUpdate();
    String shop = "backends: { a: { kind: redis, uri: 'redis://a' } }\n" + file(Renderings.DEFAULT);

    assertThat(check(shop, Map.of(), folder, "--replicas", "2"))
        .contains("2 replicas and " + surge.getMaxSurge().getIntVal() + " beside them");
  }

  private static String check(
      String yaml, Map<String, String> environment, Path folder, String... options)
      throws Exception {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), yaml);
    var out = new StringWriter();
    var printer = new PrintWriter(out);
    var arguments = new java.util.ArrayList<>(List.of("check", "--config", file.toString()));
    arguments.addAll(List.of(options));
    int status = Application.run(environment, printer, printer, arguments.toArray(String[]::new));
    assertThat(status).as(out.toString()).isZero();
    return out.toString();
  }

  @Test
  void thePathOfTheHelmTestAnswers200() throws Exception {
    String path =
        Renderings.DEFAULT.all(Pod.class).stream()
            .flatMap(it -> it.getSpec().getContainers().stream())
            .filter(it -> it.getName().equals("route"))
            .map(it -> URI.create(it.getCommand().getLast()).getPath())
            .findFirst()
            .orElseThrow();
    try (var server = TestServer.serve(file(Renderings.DEFAULT), Map.of());
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, server.url() + path).statusCode()).isEqualTo(200);
      assertThat(get(client, server.url() + "/hello").body())
          .isEqualTo("{\"greeting\":\"Hello from Joinall\"}");
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** {@code helm test --logs} reads the log of a pod by its name alone, after the tests. */
  @Test
  void theLogsOfTheTestsCanBeRead() throws Exception {
    assertThat(Renderings.DEFAULT.all(Pod.class))
        .hasSize(2)
        .allSatisfy(pod -> assertThat(pod.getSpec().getContainers()).hasSize(1));
    assertThat(Files.readString(Path.of("helm/templates/tests/answers.yaml")))
        .contains("helm.sh/hook-delete-policy: before-hook-creation\n");
  }

  @Test
  void theImageHasWhatTheTestOfTheReleaseRuns() throws Exception {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    Container test =
        Renderings.DEFAULT.all(Pod.class).getFirst().getSpec().getContainers().getFirst();
    List<String> withoutAddress = test.getCommand().subList(0, test.getCommand().size() - 1);

    assertThat(dockerfile)
        .contains("CMD " + Model.JSON.writeValueAsString(withoutAddress).replace(",", ", "));
  }

  @Test
  void moreOptionsOfTheJvmStandBehindThoseOfTheImage() throws Exception {
    List<String> command =
        Renderings.with("jvmOptions: [-XX:MaxRAMPercentage=30, -Xlog:gc]").container().getCommand();
    List<String> asBuilt =
        command.stream()
            .filter(it -> !List.of("-XX:MaxRAMPercentage=30", "-Xlog:gc").contains(it))
            .toList();

    assertThat(command).containsSubsequence("@/app/jvm.options", "-XX:MaxRAMPercentage=30", "-jar");
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("ENTRYPOINT " + Model.JSON.writeValueAsString(asBuilt).replace(",", ", "));
    assertThat(Renderings.DEFAULT.container().getCommand()).isEmpty();
  }

  @Test
  void theImageRunsAsTheUserOfTheChart() throws Exception {
    var context = Renderings.DEFAULT.server().getSecurityContext();

    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("USER " + context.getRunAsUser() + ":" + context.getRunAsGroup());
  }

  @Test
  void theChartIsOfTheVersionOfTheProject() throws Exception {
    String version = Chart.yaml("Chart.yaml").get("version").toString();

    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>joinall</artifactId>\n  <version>" + version + "</version>");
    assertThat(Chart.yaml("Chart.yaml").get("appVersion")).isEqualTo(version);
  }
}
