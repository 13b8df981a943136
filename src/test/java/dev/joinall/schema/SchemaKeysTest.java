package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.schema.Places.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Compares the schema's keys with those of the readers, at every position and in both directions.
 */
class SchemaKeysTest {
  /** How many steps lead to a task: aggregations, its name, tasks, its name. */
  private static final int TASK = 4;

  private static final FileSchema SCHEMA = new FileSchema();
  private static final Places PLACES = Places.ALL;
  private static final String WHAT_TO_DO =
      """
      src/main/resources/joinall.schema.json and the readers of the file (package config) do not know the same.
      A new key: add it to "properties" of the "$defs" entry of that title, with description, type, bounds, default
      and an example; if it holds keys itself, as an entry of its own in "$defs", with a title, and closed as its
      neighbours are. A new operation of a task goes into "properties" and "oneOf" of "task", a new kind into "kind";
      give both one of each in Places.ONE_OF_EACH, too. A key that is gone: drop it.
      Then make docs/reference.md anew: ./mvnw test -Dtest=ReferenceTest -Dreference.write
      """;

  @Test
  void itIsASchema() {
    assertThat(SCHEMA.flaws()).isEmpty();
  }

  @Test
  void oneOfEachIsAFileThatCanBeRead() {
    assertThat(Reader.problems(Places.oneOfEach())).isEmpty();
    assertThat(SCHEMA.violations(Places.oneOfEach())).isEmpty();
  }

  @Test
  void itKnowsTheKeysThatTheReadersKnow() {
    assertThat(PLACES.closed()).as("places").hasSizeGreaterThan(100);
    Map<String, List<Place>> differences = new LinkedHashMap<>();
    for (Place place : PLACES.closed()) {
      Set<String> schema =
          SCHEMA.keys(place.file(), place.path()).orElse(Set.of("any key, as it is not closed"));
      Set<String> others = otherOperations(place);
      for (String key : minus(place.keys(), schema, others)) {
        differences
            .computeIfAbsent("the readers alone know " + key, it -> new ArrayList<>())
            .add(place);
      }
      for (String key : minus(schema, place.keys(), others)) {
        if (SCHEMA.isForbidden(place.file(), place.path().to(key))) {
          continue; // named only to be rejected
        }
        differences
            .computeIfAbsent("the schema alone knows " + key, it -> new ArrayList<>())
            .add(place);
      }
    }

    assertThat(differences.entrySet().stream().map(it -> it.getKey() + told(it.getValue())))
        .as(WHAT_TO_DO)
        .isEmpty();
  }

  /** A task has one operation; the reader knows the others of its backend only for its problems. */
  private static Set<String> otherOperations(Place place) {
    JsonNode here = place.path().in(place.file());
    Set<String> operations = SCHEMA.operations();
    boolean task = operations.stream().anyMatch(here::has) && !here.has("kind");
    operations.removeIf(here::has);
    return task ? operations : Set.of();
  }

  /** The reader reads the first one. */
  private static boolean isSecondOperation(Place place) {
    Set<String> operations = SCHEMA.operations();
    List<Object> steps = place.path().steps();
    JsonNode task =
        place
            .file()
            .at("/" + String.join("/", steps.stream().limit(TASK).map(String::valueOf).toList()));
    return steps.size() > TASK
        && operations.remove(steps.get(TASK).toString())
        && operations.stream().anyMatch(task::has);
  }

  private static Set<String> minus(Set<String> keys, Set<String> some, Set<String> others) {
    Set<String> left = new TreeSet<>(keys);
    left.removeAll(some);
    left.removeAll(others);
    return left;
  }

  private static String told(List<Place> places) {
    Place first = places.getFirst();
    return ": at %s (%s) and %d other places"
        .formatted(first.path(), titles(first), places.size() - 1);
  }

  private static String titles(Place place) {
    List<String> titles =
        SCHEMA.at(place.file(), place.path()).stream()
            .filter(it -> it.has("title"))
            .map(it -> it.get("title").asString())
            .toList();
    return titles.isEmpty() ? "not in the schema yet" : String.join("; ", titles);
  }

  @Test
  void itTakesAnyKeyWhereTheReadersDo() {
    assertThat(PLACES.open())
        .as(WHAT_TO_DO)
        .filteredOn(place -> !isSecondOperation(place))
        .filteredOn(place -> SCHEMA.keys(place.file(), place.path()).isPresent())
        .extracting(Place::path)
        .isEmpty();
  }

  @Test
  void everyOperationAndKindIsTried() {
    Set<String> operations = new TreeSet<>();
    Set<String> kinds = new TreeSet<>();
    JsonNode each = Places.oneOfEach();
    each.at("/aggregations/page/tasks").forEach(it -> operations.addAll(it.propertyNames()));
    each.path("backends").forEach(it -> kinds.add(it.get("kind").asString()));

    assertThat(operations).as(WHAT_TO_DO).containsAll(SCHEMA.operations());
    assertThat(kinds)
        .as(WHAT_TO_DO)
        .isEqualTo(Reader.words(Places.oneOfEach(), Path.ofPointer("/backends/http/kind")));
  }

  @Test
  void itKnowsTheWordsThatTheReadersKnow() {
    List<String> differences = new ArrayList<>();
    for (Place place : PLACES.closed()) {
      for (String key : place.keys()) {
        Path path = place.path().to(key);
        Set<String> words = Reader.words(place.file(), path);
        Set<String> schema = words(place.file(), path);
        boolean fewer = key.equals("as") && words.containsAll(schema); // Redis has no base64
        if (!words.isEmpty() && !words.equals(schema) && !fewer) {
          differences.add(path + ": the readers know " + words + ", the schema " + schema);
        }
      }
    }

    assertThat(differences).as(WHAT_TO_DO).isEmpty();
  }

  private static Set<String> words(JsonNode file, Path path) {
    Set<String> words = new TreeSet<>();
    SCHEMA
        .at(file, path)
        .forEach(schema -> schema.path("enum").forEach(word -> words.add(word.asString())));
    return words;
  }
}
