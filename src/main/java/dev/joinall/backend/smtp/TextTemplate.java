package dev.joinall.backend.smtp;

import dev.joinall.config.Tree;
import dev.joinall.template.Escapes;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.function.UnaryOperator;

/** A subject or a body. Values of expressions are escaped; the text of the file is not. */
record TextTemplate(Template template, UnaryOperator<String> escape) {

  static TextTemplate plain(Tree tree, Templates templates) {
    return compile(tree, templates, UnaryOperator.identity());
  }

  /** Escapes each value as HTML text, also for quoted attributes. */
  static TextTemplate html(Tree tree, Templates templates) {
    return compile(tree, templates, Escapes::html);
  }

  private static TextTemplate compile(
      Tree tree, Templates templates, UnaryOperator<String> escape) {
    if (!(tree instanceof Tree.Scalar)) {
      templates.problem(tree, "expected a string, got " + tree.noun(), "");
    }
    Template template = templates.compile(tree);
    if (Templates.isList(template)) {
      templates.problem(
          tree,
          "a list in a text becomes JSON",
          "write list.map(x, string(x)).join(', '), or toJson(list) if JSON is meant");
    }
    return new TextTemplate(template, escape);
  }

  String render(Scope scope) {
    return switch (template) {
      case Template.Text(var parts) -> {
        var out = new StringBuilder();
        parts.forEach(part -> out.append(new TextTemplate(part, escape).render(scope)));
        yield out.toString();
      }
      case Template.Constant constant -> constant.json().isNull() ? "" : constant.text(scope);
      case Template.Computed computed -> escape.apply(computed.text(scope));
      case Template.Items items -> escape.apply(items.text(scope));
      case Template.Members members -> escape.apply(members.text(scope));
    };
  }
}
