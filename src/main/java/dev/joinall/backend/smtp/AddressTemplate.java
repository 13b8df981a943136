package dev.joinall.backend.smtp;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One entry of {@code from}, {@code to} and so on. The value of an expression may be one address or
 * a list of them.
 *
 * <p>The text in the file determines the structure: in {@code ${body.name} <${body.mail}>} the name
 * may contain any characters, and can't become an address.
 */
sealed interface AddressTemplate {
  void addTo(List<MailAddress> addresses, Scope scope);

  /** Compiles an entry; reports an invalid constant. */
  static AddressTemplate compile(Tree tree, String field, Templates templates) {
    return switch (templates.compile(tree)) {
      case Template.Constant constant -> constant(constant, tree, field, templates);
      case Template.Text text -> text(text, field);
      case Template template -> new Whole(template, field);
    };
  }

  private static AddressTemplate constant(
      Template.Constant constant, Tree tree, String field, Templates templates) {
    List<MailAddress> addresses = new ArrayList<>();
    try {
      each(constant.json(), field, text -> addresses.add(mailbox(field, text)));
    } catch (InvalidExpression e) {
      templates.problem(
          tree,
          String.valueOf(e.getMessage()),
          "for example ann@example.com or \"Ann <ann@example.com>\"; several are a list");
    }
    return new Fixed(List.copyOf(addresses));
  }

  private static AddressTemplate text(Template.Text text, String field) {
    List<Template> name = new ArrayList<>();
    List<Template> address = new ArrayList<>();
    boolean inside = false;
    for (Template part : text.parts()) {
      if (!inside && part instanceof Template.Constant(Json json) && json.text().contains("<")) {
        inside = true;
        int open = json.text().indexOf('<');
        name.add(constant(json.text().substring(0, open)));
        address.add(constant(json.text().substring(open + 1)));
      } else {
        (inside ? address : name).add(part);
      }
    }
    return inside
        ? new Named(new Template.Text(name), new Template.Text(address), field)
        : new Bare(text, field);
  }

  private static Template constant(String text) {
    return new Template.Constant(Json.string(text));
  }

  private static void each(Json json, String field, Consumer<String> addresses) {
    switch (json.kind()) {
      case STRING -> addresses.accept(json.text());
      case ARRAY -> json.elements().forEach(element -> each(element, field, addresses));
      case NULL, OBJECT, NUMBER, BOOLEAN ->
          throw new InvalidExpression(
              field + " needs a mail address or a list of them, not " + json.kind());
    }
  }

  private static MailAddress mailbox(String field, String text) {
    try {
      return MailAddress.parse(text);
    } catch (MailAddress.Malformed e) {
      throw malformed(field, e);
    }
  }

  private static InvalidExpression malformed(String field, MailAddress.Malformed e) {
    return new InvalidExpression("what is in " + field + " " + e.getMessage());
  }

  /** The templates of its addresses. */
  default List<Template> sources() {
    return switch (this) {
      case Fixed fixed -> List.of();
      case Whole whole -> List.of(whole.template());
      case Bare bare -> List.of(bare.template());
      case Named named -> List.of(named.name(), named.address());
    };
  }

  record Fixed(List<MailAddress> all) implements AddressTemplate {
    @Override
    public void addTo(List<MailAddress> addresses, Scope scope) {
      addresses.addAll(all);
    }
  }

  /** An entry that is exactly one expression. */
  record Whole(Template template, String field) implements AddressTemplate {
    @Override
    public void addTo(List<MailAddress> addresses, Scope scope) {
      try {
        each(template.render(scope), field, text -> addresses.add(mailbox(field, text)));
      } catch (InvalidExpression e) {
        throw template.attributed(e);
      }
    }
  }

  /** A text with expressions, such as {@code ${body.user}@example.com}. */
  record Bare(Template.Text template, String field) implements AddressTemplate {
    @Override
    public void addTo(List<MailAddress> addresses, Scope scope) {
      try {
        addresses.add(MailAddress.of("", template.text(scope)));
      } catch (MailAddress.Malformed e) {
        throw template.attributed(malformed(field, e));
      }
    }
  }

  /** A text with a name: {@code ${body.name} <${body.mail}>}. */
  record Named(Template.Text name, Template.Text address, String field) implements AddressTemplate {
    @Override
    public void addTo(List<MailAddress> addresses, Scope scope) {
      String end = address.text(scope).strip();
      try {
        if (!end.endsWith(">")) {
          throw new MailAddress.Malformed("has no > at its end");
        }
        addresses.add(
            MailAddress.of(unquoted(name.text(scope).strip()), end.substring(0, end.length() - 1)));
      } catch (MailAddress.Malformed e) {
        throw new Template.Items(List.of(name, address)).attributed(malformed(field, e));
      }
    }

    /** Removes optional quotes around the name. */
    private static String unquoted(String name) {
      boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
      return quoted ? name.substring(1, name.length() - 1) : name;
    }
  }
}
