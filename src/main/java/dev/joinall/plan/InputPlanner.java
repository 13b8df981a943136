package dev.joinall.plan;

import dev.joinall.config.InputConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.json.JsonSchema.Violation;
import dev.joinall.plan.Inputs.Form;
import dev.joinall.plan.Inputs.In;
import dev.joinall.plan.Inputs.Parameter;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Plans the inputs of one aggregation: names, slots and compiled schemas. */
record InputPlanner(SymbolTable symbols, Problems problems) {
  Inputs plan(Optional<RouteConfig> route, InputConfig config) {
    List<Parameter> parameters = new ArrayList<>();
    route.ifPresent(it -> checkPath(it, config.path()));
    for (String variable :
        route.map(RouteConfig::variables).orElse(List.copyOf(config.path().keySet()))) {
      Parameter parameter =
          Optional.ofNullable(config.path().get(variable))
              .map(it -> parameter(In.PATH, it, route.isPresent()))
              .orElseGet(() -> undeclared(variable));
      boolean rest = route.flatMap(RouteConfig::rest).filter(variable::equals).isPresent();
      parameters.add(rest ? rest(parameter, config) : parameter);
    }
    symbols.group(SymbolTable.PATH);
    symbols.group(SymbolTable.QUERY);
    symbols.group(SymbolTable.HEADER);
    config
        .query()
        .values()
        .forEach(it -> parameters.add(parameter(In.QUERY, it, route.isPresent())));
    config
        .header()
        .values()
        .forEach(it -> parameters.add(parameter(In.HEADER, it, route.isPresent())));
    if (route.filter(RouteConfig::safe).isPresent() && config.body().isPresent()) {
      problems.add(config.body().get(), "a GET request has no body", "make the route a POST");
    }
    config.body().ifPresent(this::declareShape);
    Optional<Inputs.Body> body = config.body().map(this::body);
    int id = symbols.member(SymbolTable.REQUEST, "id", SymbolTable.Type.TEXT, false);
    int time = symbols.member(SymbolTable.REQUEST, "time", SymbolTable.Type.TEXT, false);
    symbols.alias(SymbolTable.NOW, SymbolTable.Type.TIME, time);
    return new Inputs(parameters, body, id, time);
  }

  /** Declares the fields of a form; others are not read. */
  private void declareShape(Tree.Mapping body) {
    BodyContent.Type type = BodyPlanner.type(body);
    boolean fields = type == BodyContent.Type.FORM || type == BodyContent.Type.MULTIPART;
    symbols.shape(SymbolTable.BODY, json(BodyPlanner.schema(body)), fields);
  }

  private Inputs.Body body(Tree.Mapping written) {
    int slot = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);
    BodyContent content = new BodyPlanner(problems).plan(written);
    if (content.type() == BodyContent.Type.STREAM) {
      symbols.stream(slot);
    }
    JsonSchema schema = new SchemaCompiler(problems).compile(BodyPlanner.schema(written));
    return new Inputs.Body(slot, schema, content);
  }

  private void checkPath(RouteConfig route, Map<String, InputConfig.Parameter> declared) {
    Set<String> variables = new HashSet<>(route.variables());
    declared.forEach((name, parameter) -> {
      if (!variables.contains(name)) {
        problems.add(
            parameter.schema(),
            "the route has no {" + name + "}",
            Problems.suggest(name, route.variables()));
      }
    });
  }

  private Parameter rest(Parameter variable, InputConfig config) {
    symbols.segments(variable.slot());
    if (variable.form() != Form.TEXT || variable.list()) {
      problems.add(
          Objects.requireNonNull(config.path().get(variable.name())).schema(),
          "the rest of a path is a text",
          "write type: string");
    }
    return new Parameter(
        In.PATH,
        variable.name(),
        variable.slot(),
        Form.SEGMENTS,
        false,
        true,
        Optional.empty(),
        variable.schema());
  }

  private Parameter undeclared(String variable) {
    int slot = symbols.member(SymbolTable.PATH, variable, SymbolTable.Type.TEXT, false);
    return new Parameter(
        In.PATH, variable, slot, Form.TEXT, false, true, Optional.empty(), Optional.empty());
  }

  /**
   * @param fromRequest whether it comes from a request, as a text; otherwise only from tasks
   */
  private Parameter parameter(In in, InputConfig.Parameter config, boolean fromRequest) {
    Json json = json(config.schema());
    TextForm read = TextForm.of(json, json);
    boolean list = read.list();
    Form form = read.form();
    if (fromRequest) {
      read.wrong().ifPresent(it -> report(it, config.schema()));
      if (in == In.PATH && config.defaultValue().isPresent()) {
        problems.add(
            config.defaultValue().get(),
            "a variable of the path always has a value, so its default is never used",
            "remove \"default\"");
      }
    }
    boolean present = config.required() || config.defaultValue().isPresent();
    String group = in.name().toLowerCase(Locale.ROOT);
    SymbolTable.Type type = read.wrong().isPresent() ? SymbolTable.Type.ANY : known(form, list);
    int slot = symbols.member(group, config.name(), type, !present);
    symbols.known(group, config.name(), list, list ? List.of() : enumTexts(json));
    JsonSchema schema = new SchemaCompiler(problems).compile(config.schema());
    Optional<Json> defaultJson = config.defaultValue().map(this::json);
    defaultJson.ifPresent(value -> checkDefault(config, schema, value));
    if (config.required() && defaultJson.isPresent() && in != In.PATH) {
      problems.add(
          config.defaultValue().orElseThrow(),
          "a required parameter has no default: a request without it is refused",
          "remove \"required\" or \"default\"");
    }
    return new Parameter(
        in, config.name(), slot, form, list, config.required(), defaultJson, Optional.of(schema));
  }

  private void report(TextForm.Wrong wrong, Tree.Mapping schema) {
    if (JsonSchema.problemsOf(json(schema)).isEmpty()) {
      problems.add(schema.placeOf(wrong.keyword()), wrong.message(), wrong.hint());
    }
  }

  private void checkDefault(InputConfig.Parameter config, JsonSchema schema, Json value) {
    for (Violation violation : schema.validate(value)) {
      problems.add(
          config.defaultValue().orElseThrow(),
          "the default does not fit: " + violation.message(),
          "");
    }
  }

  /** A schema is plain data: a dollar sign has no special meaning in it. */
  private Json json(Tree tree) {
    return Templates.plain(tree);
  }

  /** The values of an enum, if all of them are texts. */
  private static List<String> enumTexts(Json schema) {
    Json values = schema.get("enum");
    return values != null
            && values.kind() == Json.Kind.ARRAY
            && values.elements().stream().allMatch(it -> it.kind() == Json.Kind.STRING)
        ? values.elements().stream().map(Json::text).toList()
        : List.of();
  }

  private static SymbolTable.Type known(Form form, boolean list) {
    if (list) {
      return form == Form.TEXT ? SymbolTable.Type.TEXTS : SymbolTable.Type.LIST;
    }
    return switch (form) {
      case TEXT, SEGMENTS -> SymbolTable.Type.TEXT;
      case INTEGER -> SymbolTable.Type.INTEGER;
      case NUMBER -> SymbolTable.Type.ANY;
      case BOOLEAN -> SymbolTable.Type.BOOLEAN;
    };
  }
}
