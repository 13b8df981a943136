/**
 * The long proofs, run by {@code ./mvnw verify -Psoak} alone: each measures a promise on a server
 * in a process of its own, under load over real sockets, and writes what it measured. Start at
 * {@link dev.joinall.soak.IsolationSoak}.
 */
@NullMarked
package dev.joinall.soak;

import org.jspecify.annotations.NullMarked;
