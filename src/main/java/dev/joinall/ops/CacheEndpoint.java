package dev.joinall.ops;

import dev.joinall.cache.CacheStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint of the cache on the management port: its size, and its purge. It is only exposed if
 * a setting enables it.
 */
@Endpoint(id = "cache")
public record CacheEndpoint(CacheStore store) {
  /** Its present size, and the numbers of dropped values. */
  @ReadOperation
  public Map<String, Long> size() {
    Map<String, Long> size = new LinkedHashMap<>();
    size.put("entries", store.size());
    size.put("bytes", store.bytes());
    size.put("limitBytes", store.maxBytes());
    size.put("evicted", store.evicted());
    size.put("expired", store.expired());
    size.put("purged", store.purged());
    size.put("refused", store.refused());
    return size;
  }

  /**
   * Purges values, in all replicas if they share the cache. Exactly one argument is given.
   *
   * @param tag the tag of the values
   * @param key the declared key of the values
   * @param all true for all values
   */
  @DeleteOperation
  public void purge(@Nullable String tag, @Nullable String key, @Nullable Boolean all) {
    boolean every = Boolean.TRUE.equals(all);
    if ((tag == null ? 0 : 1) + (key == null ? 0 : 1) + (every ? 1 : 0) != 1) {
      throw new InvalidEndpointRequestException(
          "give one of tag, key and all=true", "give one of tag, key and all=true");
    }
    if (tag != null) {
      store.purgeTags(List.of(tag)).block();
    } else if (key != null) {
      store.purgeKey(key).block();
    } else {
      store.purgeAll().block();
    }
  }
}
