package dev.joinall.config;

import java.util.Optional;

/**
 * The access rules of a route: its callers, its limits, and the pages of other origins that may
 * call it.
 *
 * @param allow empty if the file has no {@code security}
 * @param cost the number of permits that a request takes
 * @param overload the limit of concurrent requests, and the priority under overload
 */
public record AccessConfig(
    Optional<AllowConfig> allow,
    Optional<RequestLimitConfig> rateLimit,
    Optional<CorsConfig> cors,
    int cost,
    OverloadConfig overload) {}
