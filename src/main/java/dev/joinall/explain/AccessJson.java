package dev.joinall.explain;

import dev.joinall.config.AccessConfig;
import dev.joinall.config.AllowConfig;
import dev.joinall.config.CorsConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.OverloadConfig;
import dev.joinall.config.Priority;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.Access;
import java.util.Collection;
import java.util.Set;

/** Writes the access rules and rate limits of a route as JSON. */
record AccessJson(JsonWriter out) {
  void write(AccessConfig config, Access access) {
    config.allow().ifPresent(it -> allow(it, access.groupsWithProof()));
    if (!access.limits().isEmpty()) {
      out.name("rateLimits").beginArray();
      access.limits().forEach(this::limit);
      out.endArray();
    }
    overload(access.overload());
    config.cors().ifPresent(this::cors);
  }

  private void allow(AllowConfig allow, Set<String> withProof) {
    switch (allow) {
      case AllowConfig.Anyone anyone -> out.name("allow").string("anyone");
      case AllowConfig.Callers callers -> {
        out.name("allow").beginArray();
        for (AllowConfig.Rule rule : callers.rules()) {
          out.beginObject().name("caller").string(rule.caller()).name("scopes");
          texts(rule.scopes());
          if (withProof.contains(rule.caller())) {
            out.name("dpop").string("required");
          }
          out.name("when").bool(rule.when().isPresent()).endObject();
        }
        out.endArray();
      }
    }
  }

  private void limit(Access.Limit limit) {
    out.beginObject();
    out.name("permits").number(limit.config().permits());
    out.name("per").number(limit.config().per().toMillis());
    out.name("burst").number(limit.config().burst());
    out.name("cost").number(limit.cost());
    limit
        .config()
        .shared()
        .ifPresent(it ->
            out.name("shared")
                .string(it)
                .name("whenDown")
                .string(Fields.name(limit.config().whenDown())));
    limit.config().by().ifPresent(it -> out.name("by").string(it.onOneLine()));
    out.name("all").bool(limit.owner().isEmpty());
    out.endObject();
  }

  private void overload(OverloadConfig overload) {
    overload
        .bulkhead()
        .ifPresent(
            it -> out.name("bulkhead").beginObject().name("max").number(it.max()).endObject());
    if (overload.priority() != Priority.NORMAL) {
      out.name("priority").string(Fields.name(overload.priority()));
    }
  }

  private void cors(CorsConfig cors) {
    out.name("cors").beginObject().name("origins");
    texts(cors.origins().stream().sorted().toList());
    out.name("credentials").bool(cors.credentials());
    out.endObject();
  }

  private void texts(Collection<String> texts) {
    out.beginArray();
    texts.forEach(out::string);
    out.endArray();
  }
}
