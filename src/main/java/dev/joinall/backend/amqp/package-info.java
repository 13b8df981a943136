/**
 * Messages to workers behind an AMQP 0-9-1 broker, and their replies. Start at {@link
 * dev.joinall.backend.amqp.AmqpBackend}.
 */
@NullMarked
package dev.joinall.backend.amqp;

import org.jspecify.annotations.NullMarked;
