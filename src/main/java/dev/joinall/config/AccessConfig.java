package dev.joinall.config;

import java.util.Optional;

/**
 * Who may call a route, how often, and from which pages.
 *
 * @param allow empty if the file has no {@code security}
 * @param cost how many permits a request takes
 * @param overload which requests are refused where there are too many
 */
public record AccessConfig(
    Optional<AllowConfig> allow,
    Optional<RequestLimitConfig> rateLimit,
    Optional<CorsConfig> cors,
    int cost,
    OverloadConfig overload) {}
