/** A kind of backend for Joinall that publishes to Kafka; {@code KafkaKind} is the entry point. */
@NullMarked
package com.example.joinall.kafka;

import org.jspecify.annotations.NullMarked;
