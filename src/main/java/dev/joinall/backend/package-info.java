/**
 * What a backend is to the rest: something that prepares {@link dev.joinall.backend.Step}s. One
 * package below for each kind.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is experimental: any version
 * may change it.
 */
@NullMarked
package dev.joinall.backend;

import org.jspecify.annotations.NullMarked;
