package dev.joinall.config;

import java.time.Duration;

/**
 * What all backends of a kind have where they declare nothing else.
 *
 * @param address what their addresses look like
 * @param timeout of one attempt
 */
public record KindDefaults(AddressRules address, Duration timeout, PoolConfig pool) {}
