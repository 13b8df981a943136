package com.example.joinall.kafka;

import dev.joinall.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the cluster whether the topics of these calls exist; reports those that don't. */
record TopicCheck(List<KafkaCall> calls, Problems problems) implements PendingCall.Work<Boolean> {
  @Override
  public void with(Clients clients, PendingCall<Boolean> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> topics = calls.stream().map(KafkaCall::topic).distinct().toList();
    Map<String, KafkaFuture<TopicDescription>> found =
        clients.admin().describeTopics(topics).topicNameValues();
    for (KafkaCall it : calls) {
      try {
        var _ = found.get(it.topic()).get(call.left().toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        problems.add(
            it.where(),
            "the cluster has no topic \"" + it.topic() + "\"",
            "create it, or correct its name");
      }
    }
    call.succeed(true);
  }
}
