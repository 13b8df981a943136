package com.example.joinall.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * One producer, and the client that checks health and topics, opened by the first check. Closed
 * when it is retired and nobody uses it any more. Opening and closing block. Thread-safe.
 */
final class Clients {
  private final Producer<byte[], byte[]> producer;
  private final Supplier<Admin> opensAdmin;
  private final long openedAt = System.nanoTime();
  private @Nullable Admin admin;
  private long usedAt = openedAt;
  private int uses;
  private boolean retired;
  private boolean closed;

  Clients(Producer<byte[], byte[]> producer, Supplier<Admin> opensAdmin) {
    this.producer = producer;
    this.opensAdmin = opensAdmin;
  }

  static Clients open(ClientSettings settings) {
    Map<String, Object> forAdmin = settings.admin();
    return new Clients(new KafkaProducer<>(settings.producer()), () -> Admin.create(forAdmin));
  }

  Producer<byte[], byte[]> producer() {
    return producer;
  }

  synchronized Admin admin() {
    if (admin == null) {
      admin = opensAdmin.get();
    }
    return admin;
  }

  /** Begins a use, unless it is retired or older than its life. */
  synchronized boolean begin(Duration life) {
    if (retired || System.nanoTime() - openedAt > life.toNanos()) {
      return false;
    }
    uses++;
    return true;
  }

  /**
   * Ends a use.
   *
   * @return whether it is to be closed
   */
  synchronized boolean end() {
    uses--;
    usedAt = System.nanoTime();
    return closes();
  }

  /**
   * Begins no further use.
   *
   * @return whether it is to be closed
   */
  synchronized boolean retire() {
    retired = true;
    return closes();
  }

  private boolean closes() {
    if (!retired || uses > 0 || closed) {
      return false;
    }
    closed = true;
    return true;
  }

  /** How long nobody has used it; zero while somebody does. */
  synchronized Duration unused() {
    return uses > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - usedAt);
  }

  /** Records in flight fail. */
  void close() {
    producer.close(Duration.ZERO);
    @Nullable Admin opened;
    synchronized (this) {
      closed = true;
      opened = admin;
    }
    if (opened != null) {
      opened.close(Duration.ZERO);
    }
  }
}
