package dev.joinall.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds every position of a file with a known set of keys. Walks a file with one entry of each
 * type, and tries possible values for each key.
 */
final class Places {
  /** One backend of each kind, one task of each operation, and entries with free names. */
  private static final String ONE_OF_EACH =
      """
      {
        "info": {"license": {"name": "MIT"}},
        "security": {
          "callers": {
            "app": {"jwt": {"issuer": "https://id.example", "audience": "a"}},
            "opaque": {"introspection": {"url": "https://id.example", "client": {"id": "c", "secret": "s"}}},
            "partner": {"api-key": {"keys": {"k": {"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}}}
          }
        },
        "backends": {
          "http": {"kind": "http", "url": "http://localhost"},
          "mongo": {"kind": "mongo", "uri": "mongodb://localhost", "database": "d"},
          "redis": {"kind": "redis", "uri": "redis://localhost"},
          "smtp": {"kind": "smtp", "uri": "smtp://localhost"},
          "amqp": {"kind": "amqp", "uri": "amqp://localhost"},
          "sql": {"kind": "sql", "uri": "postgresql://u:p@localhost/d"}
        },
        "aggregations": {
          "other": {"route": "GET /other", "allow": "anyone", "tasks": {"a": {"value": 1}}},
          "page": {
            "route": "POST /page/{id}",
            "allow": [{"caller": "app"}],
            "input": {"path": {"id": {"type": "string"}}, "body": {}},
            "respond": {},
            "refuse": [{"when": false, "detail": "d"}],
            "tasks": {
              "get": {"backend": "http", "get": "/"},
              "head": {"backend": "http", "head": "/"},
              "post": {"backend": "http", "post": "/", "multipart": {"part": {"body": 1}}},
              "put": {"backend": "http", "put": "/"},
              "patch": {"backend": "http", "patch": "/"},
              "delete": {"backend": "http", "delete": "/"},
              "findOne": {"backend": "mongo", "find-one": "c", "collation": {"locale": "de"}},
              "find": {"backend": "mongo", "find": "c"},
              "aggregate": {"backend": "mongo", "aggregate": "c", "pipeline": []},
              "count": {"backend": "mongo", "count": "c"},
              "distinct": {"backend": "mongo", "distinct": "c", "field": "f"},
              "insertOne": {"backend": "mongo", "insert-one": "c", "document": {}},
              "updateOne": {"backend": "mongo", "update-one": "c", "filter": {}, "update": {"$set": {}}},
              "updateMany": {"backend": "mongo", "update-many": "c", "filter": {}, "update": {"$set": {}}},
              "replaceOne": {"backend": "mongo", "replace-one": "c", "filter": {}, "replacement": {}},
              "findOneAndUpdate": {
                "backend": "mongo", "find-one-and-update": "c", "filter": {}, "update": {"$set": {}},
                "collation": {"locale": "de"}
              },
              "deleteOne": {"backend": "mongo", "delete-one": "c", "filter": {}},
              "deleteMany": {"backend": "mongo", "delete-many": "c", "filter": {}},
              "command": {"backend": "redis", "command": ["GET", "a"]},
              "send": {
                "backend": "smtp",
                "send": {"from": "a@b.example", "to": "a@b.example", "subject": "s", "text": "t"}
              },
              "publish": {"backend": "amqp", "publish": {"routing-key": "q"}},
              "streamRequest": {"backend": "redis", "request": {"stream": "q"}},
              "request": {"backend": "amqp", "request": {"routing-key": "q"}},
              "query": {"backend": "sql", "query": "select 1"},
              "execute": {"backend": "sql", "execute": "delete from t"},
              "statements": {"backend": "sql", "statements": [{"query": "select 1"}, {"execute": "delete from t"}]},
              "value": {"value": 1},
              "aggregation": {"aggregation": "other"},
              "each": {
                "backend": "http", "get": "/", "query": {"k": "${keys}"}, "for-each": {"in": [], "batch": {}}
              }
            }
          }
        }
      }
      """;

  /**
   * A position whose keys the readers know.
   *
   * @param file a file with this position
   */
  record Place(ObjectNode file, Path path, Set<String> keys) {}

  /** Found once, for all tests of the schema in one process. */
  static final Places ALL = new Places();

  private final List<Place> closed = new ArrayList<>();
  private final List<Place> open = new ArrayList<>();

  static ObjectNode oneOfEach() {
    return (ObjectNode) JsonMapper.shared().readTree(ONE_OF_EACH);
  }

  private Places() {
    explore(oneOfEach(), Path.ROOT);
  }

  List<Place> closed() {
    return closed;
  }

  /** Positions where the readers accept any key. */
  List<Place> open() {
    return open;
  }

  private void explore(ObjectNode whole, Path path) {
    ObjectNode file = pruned(whole, path);
    JsonNode here = path.in(file);
    if (here.isArray()) {
      for (int i = 0; i < here.size(); i++) {
        explore(file, path.to(i));
      }
    } else if (here.isObject()) {
      Optional<Set<String>> keys = Reader.keys(file, path);
      if (keys.isPresent()) {
        closed.add(new Place(file, path, keys.get()));
        keys.get().forEach(key -> exploreKey(file, path.to(key)));
      } else {
        open.add(new Place(file, path, Set.of()));
        here.propertyNames().forEach(name -> explore(file, path.to(name)));
      }
    }
  }

  /** Tries a missing key as a mapping, and as a list of one. */
  private void exploreKey(ObjectNode file, Path path) {
    if (path.in(file).isContainer()) {
      explore(file, path);
    } else if (path.in(file).isMissingNode()) {
      explore(path.set(file, JsonMapper.shared().createObjectNode()), path);
      var list = JsonMapper.shared().createArrayNode();
      explore(path.set(file, list.add(JsonMapper.shared().createObjectNode())), path);
    }
  }

  /** Removes the optional parts, because thousands of values are tried. */
  private static ObjectNode pruned(ObjectNode file, Path path) {
    ObjectNode copy = file.deepCopy();
    List<Object> steps = path.steps();
    if (steps.size() > 3 && steps.get(2).equals("tasks")) {
      copy.remove(List.of("info", "security"));
      ((ObjectNode) copy.at("/aggregations/" + steps.get(1))).remove("allow");
      var tasks = (ObjectNode) copy.at("/aggregations/" + steps.get(1) + "/tasks");
      tasks.retain(steps.get(3).toString());
      keepBackend(copy, tasks.path(steps.get(3).toString()).path("backend").asString("http"));
    }
    if (steps.size() > 1 && !steps.get(1).equals("page")) {
      ((ObjectNode) copy.get("aggregations")).remove("page");
      keepBackend(copy, steps.getFirst().equals("backends") ? steps.get(1).toString() : "http");
    }
    return copy;
  }

  private static void keepBackend(ObjectNode file, String name) {
    ((ObjectNode) file.get("backends")).retain(name);
  }
}
