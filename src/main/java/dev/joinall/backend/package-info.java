/**
 * The interface between backends and the rest of the server: a {@link dev.joinall.backend.Backend}
 * prepares {@link dev.joinall.backend.Step}s. Each kind has a package below this one. {@link
 * dev.joinall.backend.Hub} has the shared resources of all kinds: event loops, the transport, the
 * resolver of host names, and TLS.
 *
 * <p>The types of this package in the API's jar ({@code pom.xml} lists them), except members marked
 * {@link dev.joinall.config.Internal}, are version 1 of the API for kinds, which only grows.
 */
@NullMarked
package dev.joinall.backend;

import org.jspecify.annotations.NullMarked;
