package dev.joinall.backend.mongo;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.function.Function;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Builds one result from the published items. For one call; not thread-safe.
 *
 * @param <T> type of the items
 */
interface ResultReader<T, R> {
  /** The field of a count. */
  String COUNT = "n";

  /** Adds an item; fails with {@code too-large} beyond the limit. */
  void next(T item);

  /** Null if nothing was found. */
  @Nullable R result();

  /** Only the first item. */
  static <T> ResultReader<T, Json> one(Function<T, Json> json) {
    return new ResultReader<>() {
      private @Nullable Json found;

      @Override
      public void next(T item) {
        found = json.apply(item);
      }

      @Override
      public @Nullable Json result() {
        return found;
      }
    };
  }

  static ResultReader<RawBsonDocument, Json> document(int maxBytes) {
    return one(document -> {
      var out = new JsonWriter(document.getByteLength());
      BsonJson.write(document, out);
      return bounded(out, maxBytes).toJson();
    });
  }

  /** The number of a count; without a document it is 0. */
  static ResultReader<RawBsonDocument, Json> count() {
    return new ResultReader<>() {
      private Json counted = Json.number(0);

      @Override
      public void next(RawBsonDocument document) {
        if (!(document.get(COUNT) instanceof BsonNumber number)) {
          throw new StepException(Fault.Type.MALFORMED, "the answer has no count");
        }
        counted = Json.number(number.longValue());
      }

      @Override
      public Json result() {
        return counted;
      }
    };
  }

  /** The result of an effect that has happened, even if its result can't be read. */
  static <T, R> ResultReader<T, R> accepted(ResultReader<T, R> reader) {
    return new ResultReader<>() {
      @Override
      public void next(T item) {
        try {
          reader.next(item);
        } catch (StepException e) {
          throw new StepException(e.fault().ofAccepted());
        } catch (RuntimeException e) {
          throw new StepException(
              Fault.of(Fault.Type.MALFORMED, "the answer can't be read").ofAccepted());
        }
      }

      @Override
      public @Nullable R result() {
        return reader.result();
      }
    };
  }

  static ResultReader<RawBsonDocument, Json> documents(int maxBytes) {
    return new Items<>(maxBytes) {
      @Override
      void write(RawBsonDocument document, JsonWriter out) {
        BsonJson.write(document, out);
      }
    };
  }

  static ResultReader<BsonValue, Json> values(int maxBytes) {
    return new Items<>(maxBytes) {
      @Override
      void write(BsonValue value, JsonWriter out) {
        BsonJson.write(value, out);
      }
    };
  }

  /** All items as an array. */
  abstract class Items<T> implements ResultReader<T, Json> {
    private static final int FIRST_BYTES = 512;

    private final int maxBytes;
    private final JsonWriter out = new JsonWriter(FIRST_BYTES).beginArray();

    Items(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    abstract void write(T item, JsonWriter out);

    @Override
    public void next(T item) {
      write(item, out);
      bounded(out, maxBytes);
    }

    @Override
    public Json result() {
      return out.endArray().toJson();
    }
  }

  static JsonWriter bounded(JsonWriter out, int maxBytes) {
    if (out.length() > maxBytes) {
      throw new StepException(
          Fault.Type.TOO_LARGE, "the answer is larger than " + maxBytes + " bytes");
    }
    return out;
  }
}
