/**
 * What the operator wrote, as records, and the reader of the file. Start at {@link
 * dev.joinall.config.ConfigFile}.
 *
 * <p>What the API's jar has of this package ({@code pom.xml} lists it) is experimental: any version
 * may change it.
 */
@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;
