/**
 * Soak tests, run by {@code ./mvnw verify -Psoak} only. Each one measures a property of a server in
 * a separate process, under load over real sockets, and writes the results. Start at {@link
 * dev.joinall.soak.IsolationSoak}.
 */
@NullMarked
package dev.joinall.soak;

import org.jspecify.annotations.NullMarked;
