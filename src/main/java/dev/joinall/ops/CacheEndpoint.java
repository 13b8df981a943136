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
 * The cache on the management port: what it holds, and its purge. It is not exposed unless a
 * setting says so.
 */
@Endpoint(id = "cache")
public final class CacheEndpoint {
  private final CacheStore store;

  public CacheEndpoint(CacheStore store) {
    this.store = store;
  }

  /** Its size now, and what it has dropped. */
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
   * Purges values, in all replicas where they share values. Exactly one argument is given.
   *
   * @param tag those with this tag
   * @param key those with this text as their declared key
   * @param all whether all of them are purged
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
