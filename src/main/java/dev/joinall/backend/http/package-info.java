/** HTTP APIs, by Reactor Netty's client. Start at {@link dev.joinall.backend.http.HttpBackend}. */
@NullMarked
package dev.joinall.backend.http;

import org.jspecify.annotations.NullMarked;
