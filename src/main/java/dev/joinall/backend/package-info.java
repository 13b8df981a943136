/**
 * The interface between backends and the rest of the server: a {@link dev.joinall.backend.Backend}
 * prepares {@link dev.joinall.backend.Step}s. Each kind has a package below this one. {@link
 * dev.joinall.backend.Hub} has what the kinds share: event loops, the transport, the resolver of
 * host names, and TLS.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is version 1 of the API for
 * kinds, without what is marked {@link dev.joinall.config.Internal}: it only grows.
 */
@NullMarked
package dev.joinall.backend;

import org.jspecify.annotations.NullMarked;
