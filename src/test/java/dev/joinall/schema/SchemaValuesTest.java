package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.Application;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.config.Tree;
import dev.joinall.schema.Places.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds what the schema says of each key's value to what the readers make of it. */
class SchemaValuesTest {
  private static final FileSchema SCHEMA = new FileSchema();
  private static final Places PLACES = new Places();

  /** Around every bound. */
  private static final String NUMBERS =
      """
      [2, 3, 4, 10, 11, 99, 200, 399, 400, 599, 600, 1000, 1001, 10000, 10001, 100000, 100001, 1000000, 1000001]
      """;

  /** Of every type and form. */
  private static final String OTHERS =
      """
      [null, true, -1, 0, 1, 0.5, "", "x", "0ms", "24h", "1 s", "0%", "100%", "1.5%", "0B", "1MB", "1GB", "all", "p95",
       "/", "//a", "http://a", "ftp://a", "GET /", "get /", "GET /{a}/b", "GET /{a-b}", "${path.id}", "a@b.example",
       [], [1], [200], ["x"], [[]], [{}], [true], ["${path.id}"], {"x": 1}, {"$set": {}}, {"a b": "x"}]
      """;

  /** Bounds of what is written as a text, and what a variable holds, are for the readers alone. */
  private static final String BEYOND =
      "[\"25h\", \"9999MB\", \"0\", \"9999999\", \"${env.MAIL_USER}\"]";

  /** Whether there is what they name, only the readers know. */
  private static final Set<String> NAMES = Set.of("backend", "aggregation");

  /** And that the addresses of backends see variables of the process and nothing else. */
  private static final Set<String> LOOSER =
      Set.of("database: \"${path.id}\"", "uri: \"${path.id}\"", "url: \"${path.id}\"");

  /** Texts are meant, and are what the schema asks for; the readers take them from anything. */
  private static final Set<String> STRICTER =
      Set.of(
          "command: [true]",
          "field: -1",
          "field: 0",
          "field: 0.5",
          "field: 1",
          "field: null",
          "field: true",
          "from: [[]]");

  /** Their examples need others beside them. */
  private static final Set<String> NOT_ALONE = Set.of("backends", "backend", "aggregation");

  /** Files are compiled whole, and each value has an aggregation of its own. */
  private static final int AT_ONCE = 100;

  @TempDir private java.nio.file.Path folder;

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /** Each key that the schema describes, once: at the first place that has it. */
  private static void eachKey(BiConsumer<Place, Path> consumer) {
    Set<String> seen = new HashSet<>();
    for (Place place : PLACES.closed()) {
      if (isFine(place.file())) {
        for (String key : SCHEMA.keys(place.file(), place.path()).orElse(Set.of())) {
          Path path = place.path().to(key);
          boolean other = SCHEMA.operations().contains(key) && !path.isIn(place.file());
          boolean forbidden = SCHEMA.isForbidden(place.file(), path);
          if (!other && !forbidden && seen.add(key + SCHEMA.at(place.file(), path))) {
            consumer.accept(place, path);
          }
        }
      }
    }
  }

  private static boolean isFine(JsonNode file) {
    return SCHEMA.violations(file).isEmpty() && Reader.problems(file).isEmpty();
  }

  /** A value for a key, in a file that has it. */
  private record Tried(ObjectNode file, Path path, JsonNode value) {
    static List<Tried> all(String values) {
      List<Tried> all = new ArrayList<>();
      eachKey((place, path) ->
          json(values).forEach(it -> all.add(new Tried(path.set(place.file(), it), path, it))));
      return all;
    }

    boolean fits() {
      return SCHEMA.violations(file).isEmpty();
    }

    boolean isRead() {
      return Reader.problems(file).isEmpty();
    }

    String key() {
      return path.steps().getLast().toString();
    }

    @Override
    public String toString() {
      return key() + ": " + value;
    }
  }

  private static Set<String> unseen(String values) {
    return Tried.all(values).stream()
        .filter(it -> !NAMES.contains(it.key()) && it.fits() && !it.isRead())
        .map(Tried::toString)
        .collect(Collectors.toSet());
  }

  @Test
  void itRefusesWhatTheReadersRefuse() {
    assertThat(unseen(NUMBERS)).isEmpty();
    assertThat(unseen(OTHERS)).isEqualTo(LOOSER);
  }

  @Test
  void onlyTheReadersKnowTheBoundsOfTexts() {
    assertThat(unseen(BEYOND)).hasSizeGreaterThan(20);
  }

  @Test
  void whatItRefusesCanNotBeServed() throws IOException {
    List<Tried> doubtful =
        Tried.all(OTHERS).stream().filter(it -> !it.fits() && it.isRead()).toList();
    Set<String> served = new TreeSet<>();
    for (int from = 0; from < doubtful.size(); from += AT_ONCE) {
      served.addAll(served(doubtful.subList(from, Math.min(from + AT_ONCE, doubtful.size()))));
    }

    assertThat(doubtful).hasSizeGreaterThan(100);
    assertThat(served).isEqualTo(new TreeSet<>(STRICTER));
  }

  /** Which of them have no problem, each as an aggregation of a file of all. */
  private Set<String> served(List<Tried> tried) throws IOException {
    ObjectNode all = Places.oneOfEach();
    var aggregations = ((ObjectNode) all.get("aggregations")).retain("other");
    for (int i = 0; i < tried.size(); i++) {
      Object name = tried.get(i).path().steps().get(1);
      var alone = (ObjectNode) tried.get(i).file().at("/aggregations/" + name);
      aggregations.set("tried" + i, alone.put("route", "POST /tried" + i + "/{id}"));
    }
    String problems = check(all);
    Set<String> served = new TreeSet<>();
    for (int i = 0; i < tried.size(); i++) {
      if (!problems.contains("\"path\":\"aggregations.tried" + i + ".")) {
        served.add(tried.get(i).toString());
      }
    }
    return served;
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

  @Test
  void everyExampleIsOne() {
    List<String> wrong = new ArrayList<>();
    eachKey((place, path) -> {
      String key = path.steps().getLast().toString();
      if (NOT_ALONE.contains(key)) {
        return;
      }
      for (JsonNode schema : SCHEMA.at(place.file(), path)) {
        for (JsonNode example : schema.path("examples")) {
          JsonNode file = path.set(place.file(), example);
          Reader.problems(file).stream().map(Problem::message).forEach(wrong::add);
          SCHEMA.violations(file).forEach(it -> wrong.add(path + ": " + example + ": " + it));
        }
      }
    });

    assertThat(wrong).isEmpty();
  }

  /** A file that says it is the same as one that does not. */
  @Test
  void everyDefaultIsTheReaders() {
    List<String> wrong = new ArrayList<>();
    List<Path> seen = new ArrayList<>();
    eachKey((place, path) -> {
      for (JsonNode schema : SCHEMA.at(place.file(), path)) {
        JsonNode otherwise = schema.path("default");
        if (!otherwise.isMissingNode() && !path.isIn(place.file())) {
          seen.add(path);
          if (!said(path.set(place.file(), otherwise)).equals(said(place.file()))) {
            wrong.add(path + ": " + otherwise);
          }
        }
      }
    });

    assertThat(wrong).isEmpty();
    assertThat(seen).hasSizeGreaterThan(40);
  }

  private static String said(JsonNode file) {
    var problems = new Problems();
    String said = text(Reader.read(file, problems));
    assertThat(problems.all()).isEmpty();
    return said;
  }

  /** What a record holds, but not where and how it was written. */
  private static String text(Object value) {
    return switch (value) {
      case Tree tree -> "";
      case Source source -> "";
      case Optional<?> optional -> optional.map(SchemaValuesTest::text).orElse("none");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .filter(it -> !(it.getValue() instanceof Tree))
              .map(it -> it.getKey() + "=" + text(it.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(SchemaValuesTest::text).collect(Collectors.joining(",", "[", "]"));
      case Record written ->
          Arrays.stream(written.getClass().getRecordComponents())
              .map(it -> it.getName() + "=" + text(component(written, it)))
              .collect(Collectors.joining(",", written.getClass().getSimpleName() + "(", ")"));
      default -> String.valueOf(value);
    };
  }

  private static Object component(Record written, RecordComponent component) {
    try {
      return component.getAccessor().invoke(written);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
