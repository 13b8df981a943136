/**
 * HTTP APIs, with Reactor Netty's client. Start at {@link dev.joinall.backend.http.HttpBackend}.
 *
 * <p>{@link dev.joinall.backend.http.ExchangeCodec} and its parts decide which bytes are a
 * response, and whether a connection can be reused. They do not depend on Reactor Netty, except
 * {@code ExchangeCodec.install}, which uses its pool.
 */
@NullMarked
package dev.joinall.backend.http;

import org.jspecify.annotations.NullMarked;
