/**
 * The file as records, and its reader. Start at {@link dev.joinall.config.ConfigFile}.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is version 1 of the API for
 * kinds, without what is marked {@link dev.joinall.config.Internal}: it only grows.
 */
@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;
