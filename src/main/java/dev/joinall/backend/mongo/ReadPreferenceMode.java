package dev.joinall.backend.mongo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.ReadPreference;
import com.mongodb.TagSet;
import com.mongodb.TaggableReadPreference;
import dev.joinall.config.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a replica set to read from, with the names of MongoDB's addresses. */
enum ReadPreferenceMode {
  PRIMARY("primary"),
  PRIMARY_PREFERRED("primaryPreferred"),
  SECONDARY("secondary"),
  SECONDARY_PREFERRED("secondaryPreferred"),
  NEAREST("nearest");

  static final String KEY = "read-preference";

  private static final Map<String, ReadPreferenceMode> BY_WORD = byWord();

  private final String word;

  ReadPreferenceMode(String word) {
    this.word = word;
  }

  private static Map<String, ReadPreferenceMode> byWord() {
    Map<String, ReadPreferenceMode> words = new LinkedHashMap<>();
    for (ReadPreferenceMode mode : values()) {
      words.put(mode.word, mode);
    }
    return words;
  }

  static Optional<ReadPreferenceMode> read(Fields task) {
    return task.oneOf(KEY, BY_WORD);
  }

  /** This preference, with the tags and the maximum staleness of the backend's preference. */
  ReadPreference withOptionsOf(ReadPreference backends) {
    if (this == PRIMARY || !(backends instanceof TaggableReadPreference taggable)) {
      return ReadPreference.valueOf(word);
    }
    List<TagSet> tags = taggable.getTagSetList();
    Long staleness = taggable.getMaxStaleness(MILLISECONDS);
    return staleness == null
        ? ReadPreference.valueOf(word, tags)
        : ReadPreference.valueOf(word, tags, staleness, MILLISECONDS);
  }
}
