package com.example.joinall.kafka;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.Optional;

/**
 * One record, as declared in the file.
 *
 * @param topic a constant, so that {@code check --connect} can ask for it
 * @param key records of one key are in one partition, in order; without it any partition
 * @param body JSON; without it the record is a tombstone, which deletes the key of a compacted
 *     topic
 */
record KafkaCall(
    Tree where, String topic, Optional<Tree> key, Optional<Tree> body, Optional<Tree> headers)
    implements BackendCall {
  static final String PUBLISH = "publish";

  private static final int MAX_TOPIC = 249;
  private static final String EXAMPLE =
      "publish: { topic: orders, key: \"${path.id}\", body: ... }";

  private static final CallResult PUBLISHED =
      CallResult.of(
          """
          {"title": "PublishedRecord",
           "type": "object",
           "properties": {
             "topic": {"type": "string"},
             "partition": {"type": "integer"},
             "offset": {"type": "integer"}},
           "required": ["topic", "partition", "offset"],
           "examples": [{"topic": "orders", "partition": 2, "offset": 1204}]}\
          """);

  static Optional<KafkaCall> read(Fields task) {
    return task.nested(PUBLISH, EXAMPLE).flatMap(KafkaCall::ofRecord);
  }

  private static Optional<KafkaCall> ofRecord(Fields record) {
    Tree where = record.mapping();
    Optional<String> topic = record.required("topic", EXAMPLE).flatMap(it -> topic(record, it));
    Optional<Tree> key = record.tree("key");
    Optional<Tree> body = record.tree("body");
    Optional<Tree> headers =
        record.nested("headers", "headers: { name: value }").map(Fields::mapping);
    if (key.isEmpty() && body.isEmpty()) {
      record.problems().add(where, "the record has no key and no body", EXAMPLE);
    }
    record.done();
    return topic.map(it -> new KafkaCall(where, it, key, body, headers));
  }

  private static Optional<String> topic(Fields record, Tree where) {
    Optional<String> topic = record.constant("topic").filter(it -> !it.contains("${"));
    if (topic.isPresent() && !isName(topic.get())) {
      record
          .problems()
          .add(
              where,
              "this is not the name of a topic",
              "it has 1 to " + MAX_TOPIC + " letters, digits, dots, underscores and dashes");
      return Optional.empty();
    }
    return topic;
  }

  private static boolean isName(String topic) {
    return topic.matches("[A-Za-z0-9._-]{1," + MAX_TOPIC + "}")
        && !topic.equals(".")
        && !topic.equals("..");
  }

  @Override
  public boolean effect() {
    return true;
  }

  @Override
  public String label() {
    return PUBLISH + " " + topic + key.map(it -> " " + it.onOneLine()).orElse("");
  }

  @Override
  public CallResult result() {
    return PUBLISHED;
  }
}
