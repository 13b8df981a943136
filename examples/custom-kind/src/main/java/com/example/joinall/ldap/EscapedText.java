package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import dev.joinall.config.Tree;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A filter or a name of an entry with expressions in it. The text in the file determines the
 * structure; results of expressions are escaped values at every position. Immutable and
 * thread-safe.
 */
record EscapedText(List<Template> parts, UnaryOperator<String> escape) {
  /** Replaces each expression in the check of the structure. */
  private static final String SAMPLE = "joinallExpression";

  /** Compiles a filter (RFC 4515); reports errors as problems. */
  static EscapedText filter(Tree tree, Templates templates) {
    EscapedText text = compile(tree, templates, Filter::encodeValue);
    try {
      if (names(Filter.create(text.sample())).anyMatch(it -> it.contains(SAMPLE))) {
        templates.problems().add(tree, "an expression can't be the name of an attribute", "");
      }
    } catch (LDAPException e) {
      templates
          .problems()
          .add(
              tree,
              "expected a filter of LDAP, got " + tree.noun(),
              "for example (&(objectClass=person)(uid=${path.uid})); an expression is a value");
    }
    return text;
  }

  /** Compiles the name of an entry (RFC 4514); reports errors as problems. */
  static EscapedText name(Tree tree, Templates templates) {
    EscapedText text =
        compile(tree, templates, value -> new RDN("a", value).toString().substring(2));
    try {
      Stream<String> names =
          Stream.of(new DN(text.sample()).getRDNs())
              .flatMap(it -> Stream.of(it.getAttributeNames()));
      if (names.anyMatch(it -> it.contains(SAMPLE))) {
        templates.problems().add(tree, "an expression can't be the name of an attribute", "");
      }
    } catch (LDAPException e) {
      templates
          .problems()
          .add(
              tree,
              "expected the name of an entry, got " + tree.noun(),
              "for example uid=${path.uid},ou=people,dc=example,dc=com; an expression is a value");
    }
    return text;
  }

  private static EscapedText compile(Tree tree, Templates templates, UnaryOperator<String> escape) {
    Template template = templates.compile(tree);
    return new EscapedText(
        template instanceof Template.Text text ? text.parts() : List.of(template), escape);
  }

  /** Escaped too, so that the client's classes for it are initialised here instead of on a loop. */
  private String sample() {
    return parts.stream()
        .map(it ->
            it instanceof Template.Constant written ? written.json().text() : escape.apply(SAMPLE))
        .collect(Collectors.joining());
  }

  private static Stream<String> names(Filter filter) {
    Filter negated = filter.getNOTComponent();
    return Stream.concat(
        Stream.of(filter.getAttributeName(), filter.getMatchingRuleID())
            .flatMap(Stream::ofNullable),
        Stream.concat(Stream.of(filter.getComponents()), Stream.ofNullable(negated))
            .flatMap(EscapedText::names));
  }

  /**
   * Renders the text for one request.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression fails
   */
  String render(Scope scope) {
    var text = new StringBuilder();
    for (Template part : parts) {
      text.append(
          part instanceof Template.Constant written
              ? written.json().text()
              : escape.apply(part.text(scope)));
    }
    return text.toString();
  }
}
