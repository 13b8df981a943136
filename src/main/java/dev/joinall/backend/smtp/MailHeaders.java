package dev.joinall.backend.smtp;

import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Additional headers of a mail. The names are constants; a value is one line, and is omitted if it
 * is null. Immutable.
 */
record MailHeaders(Map<String, Template> values) {
  private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,64}");

  /** Headers that {@code send} itself writes, or that mail servers add. */
  private static final Set<String> OWN =
      Set.of(
          "from",
          "sender",
          "to",
          "cc",
          "bcc",
          "reply-to",
          "subject",
          "date",
          "message-id",
          "mime-version",
          "return-path",
          "received",
          "dkim-signature",
          "authentication-results");

  MailHeaders {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static MailHeaders compile(Map<String, Tree> written, Templates templates) {
    Map<String, Template> values = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    written.forEach((key, value) -> {
      String name = OptionalKeys.name(key);
      Template template = templates.compile(value);
      if (isName(name, value, templates.problems())
          && isValue(value, template, templates.problems())) {
        if (names.add(name.toLowerCase(Locale.ROOT))) {
          values.put(name, template);
        } else {
          templates.problem(value, "the header " + name + " is written twice", "keep one");
        }
      }
    });
    return new MailHeaders(values);
  }

  private static boolean isName(String name, Tree where, Problems problems) {
    String key = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      problems.add(where, "this is not the name of a header", "letters, digits and dashes");
      return false;
    }
    if (OWN.contains(key) || key.startsWith("content-") || key.startsWith("resent-")) {
      problems.add(
          where,
          "the header " + name + " is set by the mail itself",
          key.equals("return-path") || key.equals("sender")
              ? "the sender for bounces is envelope-from"
              : "remove it");
      return false;
    }
    return true;
  }

  private static boolean isValue(Tree value, Template template, Problems problems) {
    if (!(value instanceof Tree.Scalar)) {
      problems.add(value, "expected the text of a header, got " + value.noun(), "");
      return false;
    }
    if (template instanceof Template.Constant(var json) && !json.isNull()) {
      try {
        MailHeaderText.check(json.text());
      } catch (MailAddress.Malformed e) {
        problems.add(value, "the header " + e.getMessage(), "write it in one line");
        return false;
      }
    }
    return true;
  }

  /**
   * The values by name.
   *
   * @throws InvalidExpression if a value is not valid as a line
   */
  Map<String, String> render(Scope scope) {
    Map<String, String> rendered = new LinkedHashMap<>();
    values.forEach((name, template) -> {
      if (template instanceof Template.Computed && template.render(scope).isNull()) {
        return;
      }
      String text = template.text(scope);
      try {
        MailHeaderText.check(text);
        rendered.put(name, MailHeaderText.of(name, text));
      } catch (MailAddress.Malformed e) {
        throw template.invalid("the header " + name + " " + e.getMessage());
      }
    });
    return rendered;
  }
}
