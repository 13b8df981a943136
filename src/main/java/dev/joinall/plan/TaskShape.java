package dev.joinall.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.BackendCall;
import dev.joinall.config.Operation;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;

/**
 * The known shape of a task's value before it runs: from its {@code schema}, or else from its
 * operation.
 *
 * @param schema a JSON Schema
 * @param closed whether the value has no other members than the schema declares
 */
record TaskShape(String task, Json schema, boolean closed) {
  private static final Json LIST = Json.parse("{\"type\":\"array\"}".getBytes(UTF_8));
  private static final String ARRAY = "array";

  static TaskShape of(TaskConfig task) {
    String name = task.name();
    if (task.forEach().isPresent()) {
      // A fallback replaces the whole list, and the schema is that of an item.
      return task.fallback().isEmpty()
          ? new TaskShape(name, LIST, false)
          : new TaskShape(name, Json.EMPTY_OBJECT, false);
    }
    if (task.schema().isPresent()) {
      return new TaskShape(name, Templates.plain(task.schema().get()), false);
    }
    return switch (task.operation()) {
      case BackendCall call -> ofResult(task, Json.parse(call.result().schema().getBytes(UTF_8)));
      case Operation.Value value -> ofResult(task, WrittenShape.of(value.where()));
      case Operation.Aggregation _ -> new TaskShape(name, Json.EMPTY_OBJECT, false);
    };
  }

  /** The value of a fallback may have another form, except a list in place of a list. */
  private static TaskShape ofResult(TaskConfig task, Json schema) {
    boolean holds =
        task.fallback().isEmpty()
            || (type(schema).equals(ARRAY) && task.fallback().get() instanceof Tree.Sequence);
    return new TaskShape(task.name(), holds ? schema : Json.EMPTY_OBJECT, holds);
  }

  /** The static type of the value; it may be null in any case. */
  SymbolTable.Type type() {
    return closed && type(schema).equals("string") ? SymbolTable.Type.TEXT : SymbolTable.Type.ANY;
  }

  void declare(SymbolTable names) {
    names.shape(SymbolTable.TASKS + "." + task, schema, closed);
  }

  private static String type(Json schema) {
    Json type = schema.get("type");
    return type != null && type.kind() == Json.Kind.STRING ? type.text() : "";
  }
}
