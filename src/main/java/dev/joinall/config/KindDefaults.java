package dev.joinall.config;

import java.time.Duration;

/**
 * The defaults of all backends of a kind.
 *
 * @param address the syntax of their addresses
 * @param timeout of one attempt
 */
public record KindDefaults(AddressRules address, Duration timeout, PoolConfig pool) {}
