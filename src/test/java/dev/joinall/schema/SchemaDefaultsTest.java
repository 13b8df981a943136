package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.config.Tree;
import dev.joinall.schema.Places.Place;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Compares the examples and the defaults of the schema with the readers. */
class SchemaDefaultsTest {
  private static final FileSchema SCHEMA = new FileSchema();

  /** Keys whose examples need other keys. */
  private static final Set<String> NOT_ALONE =
      Set.of("urls", "backends", "backend", "aggregation", "pass");

  /** A refusal has either a detail or a body. */
  private static final String BESIDE_DETAIL = "refuse[0].body";

  @Test
  void everyExampleIsOne() {
    List<String> wrong = new ArrayList<>();
    for (Keys.Key each : Keys.ALL) {
      Place place = each.place();
      Path path = each.path();
      String key = path.steps().getLast().toString();
      if (NOT_ALONE.contains(key) || path.toString().endsWith(BESIDE_DETAIL)) {
        continue;
      }
      for (JsonNode schema : SCHEMA.at(place.file(), path)) {
        for (JsonNode example : schema.path("examples")) {
          JsonNode file = path.set(place.file(), example);
          Reader.problems(file).stream().map(Problem::message).forEach(wrong::add);
          SCHEMA.violations(file).forEach(it -> wrong.add(path + ": " + example + ": " + it));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  /** A file with the explicit default equals one without the key. */
  @Test
  void everyDefaultIsTheReaders() {
    List<String> wrong = new ArrayList<>();
    List<Path> seen = new ArrayList<>();
    for (Keys.Key key : Keys.ALL) {
      Place place = key.place();
      Path path = key.path();
      for (JsonNode schema : SCHEMA.at(place.file(), path)) {
        JsonNode otherwise = schema.path("default");
        if (!otherwise.isMissingNode() && !path.isIn(place.file())) {
          seen.add(path);
          if (!said(path.set(place.file(), otherwise)).equals(said(place.file()))) {
            wrong.add(path + ": " + otherwise);
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(seen).hasSizeGreaterThan(40);
  }

  private static String said(JsonNode file) {
    var problems = new Problems();
    String said = text(Reader.read(file, problems));
    assertThat(problems.all()).isEmpty();
    return said;
  }

  /** The content of a record, without positions and original notation. */
  private static String text(Object value) {
    return switch (value) {
      case Tree tree -> "";
      case Source source -> "";
      case Optional<?> optional -> optional.map(SchemaDefaultsTest::text).orElse("none");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .filter(it -> !(it.getValue() instanceof Tree))
              .map(it -> it.getKey() + "=" + text(it.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(SchemaDefaultsTest::text).collect(Collectors.joining(",", "[", "]"));
      case Record written ->
          Arrays.stream(written.getClass().getRecordComponents())
              .map(it -> it.getName() + "=" + text(component(written, it)))
              .collect(Collectors.joining(",", written.getClass().getSimpleName() + "(", ")"));
      default -> String.valueOf(value);
    };
  }

  private static Object component(Record written, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true); // a kind's own records are package-private
      return component.getAccessor().invoke(written);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
