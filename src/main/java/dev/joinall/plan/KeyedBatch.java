package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A step that is declared for many items: it reads their keys and returns a result for all of them.
 * An element belongs to the item whose key has the same text. Of several elements with one key the
 * first is used, and elements with other keys are ignored.
 *
 * @param key the key of an item
 * @param by the member of an element that contains its key; if empty, the result is an object with
 *     a member for each key
 * @param keysSlot the slot of the list of keys
 */
record KeyedBatch(Step step, Template key, Optional<String> by, int max, int keysSlot)
    implements Batch<Json> {

  @Override
  public String word() {
    return SymbolTable.KEYS;
  }

  /** The step cannot run for a single item without its key list. */
  @Override
  public int min() {
    return 1;
  }

  @Override
  public Optional<Json> key(Scope item) {
    Json made = key.render(item);
    return switch (made.kind()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(made);
      case NULL, OBJECT, ARRAY ->
          throw key.invalid("the key of an item must be a text, a number or a boolean");
    };
  }

  @Override
  public Mono<List<Result>> call(List<Json> keys, Scope scope) {
    var list = new JsonWriter(256).beginArray();
    keys.forEach(list::json);
    return step.run(scope.with(keysSlot, list.endArray().toJson()))
        .map(this::elements)
        .defaultIfEmpty(text -> null)
        .map(elements -> keys.stream().map(it -> result(elements.apply(it.text()))).toList());
  }

  /** The scope in which the step would run for this item alone. */
  Scope single(Scope item) {
    var list = new JsonWriter(64).beginArray();
    key(item).ifPresent(list::json);
    return item.with(keysSlot, list.endArray().toJson());
  }

  private static Result result(@Nullable Json element) {
    return element == null ? new Absent() : new Value(element);
  }

  /** Looks up the element of a key. */
  private Function<String, @Nullable Json> elements(Json answer) {
    if (by.isEmpty()) {
      return as(Json.Kind.OBJECT, "an object", answer)::get;
    }
    Map<String, Json> found = new HashMap<>();
    for (Json element : as(Json.Kind.ARRAY, "a list", answer).elements()) {
      Json its = element.get(by.get());
      if (its != null) {
        found.putIfAbsent(its.text(), element);
      }
    }
    return found::get;
  }

  private static Json as(Json.Kind kind, String noun, Json answer) {
    if (answer.kind() != kind) {
      throw new StepException(Fault.Type.MALFORMED, "the answer to a batch is not " + noun);
    }
    return answer;
  }
}
