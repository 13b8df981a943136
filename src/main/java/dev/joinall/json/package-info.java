/**
 * JSON values that are kept as bytes and parsed only when needed. Start at {@link
 * dev.joinall.json.Json}.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is version 1 of the API for
 * kinds, without what is marked {@link dev.joinall.config.Internal}: it only grows.
 */
@NullMarked
package dev.joinall.json;

import org.jspecify.annotations.NullMarked;
