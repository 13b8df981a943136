/**
 * The interface between backends and the rest of the server: a {@link dev.joinall.backend.Backend}
 * prepares {@link dev.joinall.backend.Step}s. Each kind has a package below this one. {@link
 * dev.joinall.backend.Hub} has what the kinds share: event loops, the transport, the resolver of
 * host names, and TLS.
 *
 * <p>The types of this package in the API jar (listed in {@code pom.xml}) are experimental: any
 * version may change them.
 */
@NullMarked
package dev.joinall.backend;

import org.jspecify.annotations.NullMarked;
