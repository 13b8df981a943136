/**
 * The file as records, and its reader. Start at {@link dev.joinall.config.ConfigFile}.
 *
 * <p>The types of this package in the API jar (listed in {@code pom.xml}) are experimental: any
 * version may change them.
 */
@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;
