package com.example.worker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * Takes jobs from a queue, computes on all cores, and replies. A job is acknowledged after its
 * reply: if this process dies, the broker gives it to another worker.
 */
public final class Worker {
  private static final String QUEUE = "receipts";
  private static final boolean AUTO_ACK = false;
  private static final long PAUSE_MILLIS = 1_000;

  private final Channel channel;
  private final ExecutorService cores;

  private Worker(Channel channel, ExecutorService cores) {
    this.channel = channel;
    this.cores = cores;
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    var factory = new ConnectionFactory();
    factory.setUri(Optional.ofNullable(System.getenv("AMQP_URI")).orElse("amqp://localhost"));
    start(connect(factory), cores, Executors.newFixedThreadPool(cores));
    System.out.println("waiting for jobs on " + cores + " cores");
  }

  /**
   * Tries until the broker is there. If it goes away later, the client connects again by itself.
   */
  private static Connection connect(ConnectionFactory factory) throws InterruptedException {
    while (true) {
      try {
        return factory.newConnection("worker");
      } catch (IOException | TimeoutException e) {
        System.err.println("no broker yet: " + e);
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Begins to take jobs over this connection, so many at once. */
  static Channel start(Connection connection, int prefetch, ExecutorService cores)
      throws IOException {
    Channel channel = connection.createChannel();
    channel.queueDeclare(QUEUE, true, false, false, Map.of());
    channel.basicQos(prefetch);
    var worker = new Worker(channel, cores);
    channel.basicConsume(
        QUEUE, AUTO_ACK, (tag, job) -> worker.cores.execute(() -> worker.work(job)), tag -> {});
    return channel;
  }

  private void work(Delivery job) {
    if (job.getEnvelope().isRedeliver()) {
      // A worker whose job has an effect looks here whether it has done the job with this id.
      System.out.println("delivered before: " + job.getProperties().getMessageId());
    }
    try {
      Map<String, Object> headers = Map.of();
      byte[] result = {};
      try {
        result = Render.render(job.getBody());
      } catch (RuntimeException e) {
        headers = Map.of("error", "cannot-render");
      }
      reply(job, result, headers);
    } catch (IOException | RuntimeException e) {
      // The connection broke: the broker gives the job to another worker.
      System.err.println("a job was not answered: " + e);
    }
  }

  /** A channel is for one thread at a time. */
  private void reply(Delivery job, byte[] result, Map<String, Object> headers) throws IOException {
    BasicProperties asked = job.getProperties();
    var properties =
        new BasicProperties.Builder()
            .correlationId(asked.getCorrelationId())
            .contentType("application/pdf")
            .headers(headers)
            .build();
    synchronized (channel) {
      if (asked.getReplyTo() != null) {
        channel.basicPublish("", asked.getReplyTo(), properties, result);
      }
      channel.basicAck(job.getEnvelope().getDeliveryTag(), false);
    }
  }
}
