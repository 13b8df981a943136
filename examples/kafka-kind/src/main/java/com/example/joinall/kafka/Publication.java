package com.example.joinall.kafka;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/** Publishes one record: {@code {"topic": ..., "partition": ..., "offset": ...}}. */
record Publication(ProducerRecord<byte[], byte[]> record, HostCheck hosts)
    implements PendingCall.Work<Json> {
  /** Whether connections to a host are allowed. Blocks. */
  interface HostCheck {
    void check(String host) throws IOException;
  }

  /** Waits for the metadata of the topic, which blocks, and then hands the record over. */
  @Override
  public void with(Clients clients, PendingCall<Json> call)
      throws IOException, InterruptedException {
    Producer<byte[], byte[]> producer = clients.producer();
    Set<String> leaders = new HashSet<>();
    for (PartitionInfo partition : producer.partitionsFor(record.topic())) {
      Node leader = partition.leader();
      if (leader != null) {
        leaders.add(leader.host());
      }
    }
    for (String host : leaders) {
      hosts.check(host);
    }
    call.commit();
    try {
      var _ =
          producer.send(
              record,
              (sent, error) -> {
                if (error == null) {
                  call.succeed(json(sent));
                } else {
                  call.fail(error);
                }
              });
    } catch (RuntimeException e) {
      call.fail(e);
    }
  }

  private static Json json(RecordMetadata sent) {
    return new JsonWriter(128)
        .beginObject()
        .name("topic")
        .string(sent.topic())
        .name("partition")
        .number((long) sent.partition())
        .name("offset")
        .number(sent.offset())
        .endObject()
        .toJson();
  }
}
