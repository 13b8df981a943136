/**
 * Real servers for tests and the demo, each on a free loopback port. Start at {@link
 * dev.joinall.testing.ShopServers}.
 */
@NullMarked
package dev.joinall.testing;

import org.jspecify.annotations.NullMarked;
