package dev.joinall.testing;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A worker that answers the messages of one queue. */
public final class TestWorker implements AutoCloseable {
  /**
   * A message that it got.
   *
   * @param properties of the message
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Job(BasicProperties properties, byte[] body) {
    /** A reply with this body. */
    public Reply reply(String contentType, byte[] reply) {
      return new Reply(
          new BasicProperties.Builder()
              .correlationId(properties.getCorrelationId())
              .contentType(contentType)
              .build(),
          reply);
    }
  }

  /** What it sends back; not sent if it is null. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(BasicProperties properties, byte[] body) {}

  private final Connection connection;
  private final String queue;
  private final List<Job> jobs = new CopyOnWriteArrayList<>();

  private TestWorker(Connection connection, String queue) {
    this.connection = connection;
    this.queue = queue;
  }

  /** A worker that sends each body back. */
  public static TestWorker echo(BrokerFixture broker, String queue) {
    return start(broker, queue, job -> job.reply("application/json", job.body()));
  }

  /** A worker of a new queue, on a connection of its own. */
  public static TestWorker start(BrokerFixture broker, String queue, Function<Job, Reply> work) {
    var worker = new TestWorker(broker.connect(), queue);
    try {
      Channel channel = worker.connection.createChannel();
      channel.queueDeclare(queue, false, false, true, Map.of());
      channel.basicConsume(queue, true, worker.consumer(channel, work));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return worker;
  }

  private DefaultConsumer consumer(Channel channel, Function<Job, Reply> work) {
    return new DefaultConsumer(channel) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, BasicProperties properties, byte[] body)
          throws IOException {
        var job = new Job(properties, body);
        jobs.add(job);
        Reply reply = work.apply(job);
        if (reply != null && properties.getReplyTo() != null) {
          channel.basicPublish("", properties.getReplyTo(), reply.properties(), reply.body());
        }
      }
    };
  }

  public String queue() {
    return queue;
  }

  /** The messages so far. */
  public List<Job> jobs() {
    return List.copyOf(jobs);
  }

  @Override
  public void close() {
    connection.abort(2_000);
  }
}
