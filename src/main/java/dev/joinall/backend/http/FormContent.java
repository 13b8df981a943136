package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a form as {@code application/x-www-form-urlencoded}. Names and values are encoded,
 * so that a value can't leave its field. Null is omitted; a list is one field for each element.
 */
record FormContent(List<Field> fields) implements CallContent {
  private static final String TYPE = "application/x-www-form-urlencoded";

  /**
   * One field.
   *
   * @param name encoded, with its equals sign
   */
  record Field(String name, Template value) {}

  FormContent {
    fields = List.copyOf(fields);
  }

  /** Whether a tree is valid as the fields of a form. */
  static boolean isFields(Tree tree) {
    return tree instanceof Tree.Mapping;
  }

  static FormContent compile(Tree tree, Templates templates) {
    List<Field> fields = new ArrayList<>();
    if (tree instanceof Tree.Mapping mapping) {
      templates
          .compile(mapping.entries())
          .forEach((name, value) ->
              fields.add(new Field(PercentEncoder.FORM.encoded(name) + "=", value)));
    }
    return new FormContent(fields);
  }

  @Override
  public Rendered render(Scope scope) {
    var form = new StringBuilder(64);
    for (Field field : fields) {
      Json value = field.value().render(scope);
      List<Json> values = value.kind() == Json.Kind.ARRAY ? value.elements() : List.of(value);
      for (Json one : values) {
        if (!one.isNull()) {
          form.append(form.isEmpty() ? "" : "&").append(field.name());
          PercentEncoder.FORM.encode(one.text(), form);
        }
      }
    }
    return new Rendered(TYPE, form.toString().getBytes(ISO_8859_1));
  }
}
