/**
 * HTTP APIs. Start at {@link dev.joinall.backend.http.HttpKind}: it opens {@code Http1Backend},
 * with the client of {@link dev.joinall.backend.http.client}, or {@code Http2Backend}, with Reactor
 * Netty's.
 */
@NullMarked
package dev.joinall.backend.http;

import org.jspecify.annotations.NullMarked;
