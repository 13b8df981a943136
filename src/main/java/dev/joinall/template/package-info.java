/**
 * Templates: YAML trees with {@code ${...}} in them, compiled once, rendered once per request.
 * Start at {@link dev.joinall.template.Templates}.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is version 1 of the API for
 * kinds, without what is marked {@link dev.joinall.config.Internal}: it only grows.
 */
@NullMarked
package dev.joinall.template;

import org.jspecify.annotations.NullMarked;
