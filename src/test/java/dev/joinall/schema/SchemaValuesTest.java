package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.Application;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Compares the schema of each value with the readers. */
class SchemaValuesTest {
  private static final FileSchema SCHEMA = new FileSchema();

  /** Values around every bound. */
  private static final String NUMBERS =
      """
      [2, 3, 4, 10, 11, 99, 200, 399, 400, 599, 600, 1000, 1001, 10000, 10001, 100000, 100001, 1000000, 1000001]
      """;

  /** Values of every type, and in forms that later stages distinguish. */
  private static final String FORMS =
      """
      [null, true, -1, 1, 0.5, "", "x", "/", "//a", "${path.id}",
       [], [1], ["x"], [[]], [{}], [true], {"x": 1}, {"$set": {}}, {"a b": "x"}]
      """;

  /** More forms. */
  private static final String OTHERS =
      """
      [0, "0ms", "24h", "1 s", "0%", "100%", "1.5%", "0B", "1MB", "1GB", "all", "p95",
       "http://a", "ftp://a", "GET /", "get /", "GET /{a}/b", "GET /{a-b}", "a@b.example",
       [200], ["${path.id}"]]
      """;

  /** Only the readers check bounds of string values and the content of variables. */
  private static final String BEYOND =
      "[\"25h\", \"9999MB\", \"0\", \"9999999\", \"${env.MAIL_USER}\"]";

  /** Only the readers know whether the named entries exist. */
  private static final Set<String> NAMES = Set.of("backend", "aggregation", "caller");

  /**
   * Only the readers know that addresses of backends contain no expressions except environment
   * variables.
   */
  private static final Set<String> LOOSER =
      Set.of("database: \"${path.id}\"", "uri: \"${path.id}\"", "url: \"${path.id}\"");

  /** The schema requires strings here; the readers accept any scalar. */
  private static final Set<String> STRICTER =
      Set.of(
          "command: [true]",
          "envelope-from: [[]]",
          "field: -1",
          "field: 0.5",
          "field: 1",
          "field: null",
          "field: true",
          "from: [[]]");

  private static final List<Tried> OF_FORMS = Tried.all(FORMS).toList();

  /** Number of values in one file, which is compiled as a whole. */
  private static final int AT_ONCE = 100;

  @TempDir private java.nio.file.Path folder;

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /**
   * A value for a key.
   *
   * @param fits the schema
   */
  private record Tried(Keys.Key key, JsonNode value, boolean fits) {
    static Stream<Tried> all(String values) {
      return Keys.ALL.stream()
          .flatMap(key ->
              json(values).valueStream().map(it -> new Tried(key, it, SCHEMA.allows(key.in(it)))));
    }

    ObjectNode file() {
      return key.in(value);
    }

    boolean isRead() {
      return Reader.problems(file()).isEmpty();
    }

    String name() {
      return key.path().steps().getLast().toString();
    }

    @Override
    public String toString() {
      return name() + ": " + value;
    }
  }

  private static Set<String> unseen(Stream<Tried> tried) {
    return tried
        .filter(it -> !NAMES.contains(it.name()) && it.fits() && !it.isRead())
        .map(Tried::toString)
        .collect(Collectors.toSet());
  }

  @Test
  void itRefusesWhatTheReadersRefuse() {
    assertThat(unseen(Tried.all(NUMBERS))).isEmpty();
    assertThat(unseen(Stream.concat(OF_FORMS.stream(), Tried.all(OTHERS)))).isEqualTo(LOOSER);
  }

  @Test
  void onlyTheReadersKnowTheBoundsOfTexts() {
    assertThat(unseen(Tried.all(BEYOND))).hasSizeGreaterThan(20);
  }

  @Test
  void filesThatItRefusesCanNotBeServed() throws IOException {
    List<Tried> doubtful = OF_FORMS.stream().filter(it -> !it.fits() && it.isRead()).toList();
    Set<String> served = new TreeSet<>();
    for (int from = 0; from < doubtful.size(); from += AT_ONCE) {
      served.addAll(served(doubtful.subList(from, Math.min(from + AT_ONCE, doubtful.size()))));
    }

    assertThat(doubtful).hasSizeGreaterThan(100);
    assertThat(served).isEqualTo(new TreeSet<>(STRICTER));
  }

  /** Returns the values without a problem, tried in one file. */
  private Set<String> served(List<Tried> tried) throws IOException {
    ObjectNode all = Places.oneOfEach();
    var aggregations = ((ObjectNode) all.get("aggregations")).retain("other");
    ObjectNode tasks = aggregations.putObject("all").put("route", "POST /{id}").putObject("tasks");
    List<String> places = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      List<Object> steps = tried.get(i).key().path().steps();
      JsonNode aggregation = tried.get(i).file().path("aggregations").path((String) steps.get(1));
      if (steps.get(2).equals("tasks") && steps.size() > 3) {
        tasks.set("t" + i, aggregation.path("tasks").path((String) steps.get(3)));
        places.add("aggregations.all.tasks.t" + i);
      } else {
        aggregations.set("a" + i, ((ObjectNode) aggregation).put("route", "POST /a" + i + "/{id}"));
        places.add("aggregations.a" + i);
      }
    }
    String problems = check(all);
    return IntStream.range(0, tried.size())
        .filter(i -> !problems.matches("(?s).*\"path\":\"" + places.get(i) + "[.\"].*"))
        .mapToObj(i -> tried.get(i).toString())
        .collect(Collectors.toSet());
  }

  private String check(JsonNode file) throws IOException {
    var path = Files.writeString(folder.resolve("joinall.yaml"), file.toString());
    var out = new StringWriter();
    var err = new PrintWriter(new StringWriter());
    int status =
        Application.run(
            Map.of(), new PrintWriter(out), err, "check", "--format=json", "--config=" + path);
    assertThat(status).isBetween(0, 2);
    return out.toString();
  }
}
