package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Compares the metrics in the documents and the dashboard with the real ones. */
class ScrapedMetricsTest {
  private static final String FILE =
      """
      backends:
        api:
          kind: http
          urls: ["${env.API_URL}", "http://127.0.0.1:1"]
          retry: { attempts: 2 }
          hedge: { after: 1s }
          circuit-breaker: {}
          rate-limit: { permits: 100 }
          bulkhead: { max: 10 }
        jobs: { kind: amqp, uri: "amqp://127.0.0.1:1" }
      aggregations:
        page:
          route: GET /page
          input: { query: { n: { type: integer } } }
          tasks: { it: { backend: api, get: /it, cache: { ttl: 1s } } }
          refuse: { when: "${query.?n.orValue(0) > 1}", detail: refused }
      """;

  private static final Path DASHBOARD = Path.of("compose/grafana/dashboards/joinall.json");
  private static final Path ALERTS = Path.of("compose/alerts.yml");
  private static final Pattern SAMPLE =
      Pattern.compile("^([a-z_]+)(?:\\{(.*)})? ", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!=|!~|=)");
  private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
  private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\) *\\(");
  private static final Pattern NAME =
      Pattern.compile("^\\| `(joinall[._a-z]+)`", Pattern.MULTILINE);

  /** Labels by the name of a sample. */
  private static final Map<String, Set<String>> SCRAPED = new HashMap<>();

  private static List<String> withoutHelp = List.of();

  @TempDir private static Path folder;

  @BeforeAll
  static void scrape() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    try (var api = ScriptedHttp.start();
        var application =
            Application.start(
                Map.of("API_URL", api.url()),
                file,
                "--server.port=0",
                "--management.server.port=0")) {
      get(application, "server", "/page");
      get(application, "server", "/page?n=rejected");
      get(application, "server", "/page?n=2");
      String text = get(application, "management", "/actuator/prometheus");
      withoutHelp = text.lines().filter(it -> it.matches("# HELP \\S+\\s*")).toList();
      for (Matcher sample = SAMPLE.matcher(text); sample.find(); ) {
        SCRAPED
            .computeIfAbsent(sample.group(1), name -> new HashSet<>())
            .addAll(labels(sample.group(2) == null ? "" : sample.group(2)));
      }
    }
  }

  private static String get(ConfigurableApplicationContext application, String port, String path)
      throws IOException, InterruptedException {
    String number = application.getEnvironment().getRequiredProperty("local." + port + ".port");
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + number + path)).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static Set<String> labels(String text) {
    return LABEL.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toSet());
  }

  @Test
  void eachMetricHasAHelpText() {
    assertThat(withoutHelp).isEmpty();
  }

  @Test
  void theDashboardAsksForWhatThereIs() throws IOException {
    var dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    checkAll(dashboard.findValuesAsString("expr"), 20);
  }

  @Test
  void theAlertsAskForWhatThereIs() throws IOException {
    Object rules =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ALERTS));
    checkAll(JsonMapper.shared().valueToTree(rules).findValuesAsString("expr"), 5);
  }

  private static void checkAll(List<String> expressions, int atLeast) {
    assertThat(expressions).hasSizeGreaterThan(atLeast).allSatisfy(ScrapedMetricsTest::check);
  }

  /** Prometheus adds the label {@code instance}. */
  private static void check(String expression) {
    Set<String> grouped =
        GROUPED
            .matcher(expression)
            .results()
            .flatMap(it -> Stream.of(it.group(1).split(", *")))
            .collect(Collectors.toSet());
    List<MatchResult> selectors = SELECTOR.matcher(expression).results().toList();
    assertThat(selectors).isNotEmpty();
    for (MatchResult selector : selectors) {
      Set<String> labels = new HashSet<>(labels(selector.group(2)));
      labels.addAll(grouped);
      labels.remove("instance");
      assertThat(SCRAPED).containsKey(selector.group(1));
      assertThat(SCRAPED.get(selector.group(1))).as(expression).containsAll(labels);
    }
  }

  /** All metrics, and no others. */
  @Test
  void theDocumentsNameWhatThereIs() throws IOException {
    Set<String> named =
        Stream.of(
                Files.readString(Path.of("docs/metrics.md")),
                Files.readString(Path.of("docs/guards.md")))
            .flatMap(page -> NAME.matcher(page).results())
            .map(it -> stem(it.group(1).replace('.', '_')))
            .collect(Collectors.toSet());
    Set<String> scraped =
        SCRAPED.keySet().stream()
            .filter(it -> it.startsWith("joinall_"))
            .map(ScrapedMetricsTest::stem)
            .collect(Collectors.toSet());
    assertThat(named).isEqualTo(scraped);
  }

  /** Removes the suffixes that Prometheus adds. */
  private static String stem(String name) {
    return name.replaceFirst("(_seconds|_bytes)?(_count|_sum|_max|_total)?$", "");
  }
}
