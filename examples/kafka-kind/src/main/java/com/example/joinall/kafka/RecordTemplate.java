package com.example.joinall.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** A prepared record: takes a request's scope, returns the record to send. Immutable. */
record RecordTemplate(
    String topic, Optional<Template> key, Optional<Template> body, Optional<Template> headers) {

  static RecordTemplate compile(KafkaCall call, Templates templates) {
    call.headers().ifPresent(it -> checkHeaders(it, templates));
    return new RecordTemplate(
        call.topic(),
        call.key().map(it -> scalar(it, templates)),
        call.body().map(templates::compile),
        call.headers().map(templates::compile));
  }

  private static void checkHeaders(Tree headers, Templates templates) {
    if (headers instanceof Tree.Mapping mapping) {
      mapping.entries().values().forEach(it -> expectScalar(it, templates));
    }
  }

  private static Template scalar(Tree tree, Templates templates) {
    expectScalar(tree, templates);
    return templates.compile(tree);
  }

  private static void expectScalar(Tree tree, Templates templates) {
    if (!(tree instanceof Tree.Scalar)) {
      templates.problems().add(tree, "expected a text or a number, got " + tree.noun(), "");
    }
  }

  /**
   * The record of one request.
   *
   * @param trace of the task; its context becomes headers
   * @throws InvalidExpression if an expression fails, or has a value that a record can't have
   */
  ProducerRecord<byte[], byte[]> render(Scope scope, Trace trace) {
    var all = new ArrayList<Header>();
    trace(trace, all);
    headers.ifPresent(it -> declared(it, scope, all));
    return new ProducerRecord<>(
        topic,
        null,
        null,
        key.map(it -> bytes(it.render(scope), it, "the key of a record")).orElse(null),
        body.map(it -> it.render(scope)).map(RecordTemplate::content).orElse(null),
        all);
  }

  private static byte @Nullable [] content(Json body) {
    return body.isNull() ? null : body.toBytes();
  }

  /** What the file declares replaces what the trace says. */
  private static void declared(Template template, Scope scope, List<Header> all) {
    template
        .render(scope)
        .forEachMember((name, value) -> {
          all.removeIf(it -> it.key().equals(name));
          if (!value.isNull()) {
            all.add(new RecordHeader(name, bytes(value, template, "the value of a header")));
          }
        });
  }

  private static void trace(Trace trace, List<Header> all) {
    if (!trace.outgoing().isEmpty()) {
      add("traceparent", trace.outgoing().toString(), all);
      add("tracestate", trace.state(), all);
    }
    add("baggage", trace.baggage(), all);
  }

  private static void add(String name, String value, List<Header> all) {
    if (!value.isEmpty()) {
      all.add(new RecordHeader(name, value.getBytes(UTF_8)));
    }
  }

  private static byte[] bytes(Json value, Template template, String what) {
    return switch (value.kind()) {
      case STRING, NUMBER -> value.text().getBytes(UTF_8);
      case BOOLEAN -> value.toBytes();
      case NULL, ARRAY, OBJECT ->
          throw template.invalid(what + " is a text, a number or a boolean");
    };
  }
}
