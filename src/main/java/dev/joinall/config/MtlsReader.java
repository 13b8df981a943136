package dev.joinall.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Reads {@code mtls}: the client certificates of a group of callers. */
record MtlsReader(Problems problems) {
  private static final int MAX_SUBJECTS = 1_000;
  private static final String EXAMPLE =
      "for example \"CN=batch,O=Shop\", DNS:batch.internal or URI:spiffe://shop/batch";

  CallerConfig read(String name, Tree where, Fields fields) {
    var _ = fields.required("subjects", EXAMPLE);
    List<Tree> written = fields.items("subjects");
    if (written.size() > MAX_SUBJECTS) {
      problems.add(
          fields.tree("subjects").orElseThrow(),
          "expected at most %d subjects, got %d".formatted(MAX_SUBJECTS, written.size()),
          "make a group of them");
    }
    List<CallerConfig.Subject> subjects = new ArrayList<>();
    for (Tree it : written) {
      fields.text(it).flatMap(text -> subject(text, it)).ifPresent(subjects::add);
    }
    List<String> scopes = fields.texts("scopes");
    fields.done();
    return new CallerConfig.Mtls(name, where, subjects, scopes);
  }

  private Optional<CallerConfig.Subject> subject(String text, Tree where) {
    for (CallerConfig.Subject.Form form : CallerConfig.Subject.Form.values()) {
      String prefix = form.name() + ":";
      if (form != CallerConfig.Subject.Form.DN && text.startsWith(prefix)) {
        String value = text.substring(prefix.length());
        if (!value.isEmpty() && !value.contains("*")) {
          return Optional.of(new CallerConfig.Subject(text, form, value));
        }
      }
    }
    try {
      if (text.contains("=")) {
        String canonical = new X500Principal(text).getName(X500Principal.CANONICAL);
        return Optional.of(new CallerConfig.Subject(text, CallerConfig.Subject.Form.DN, canonical));
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    problems.add(where, "expected the subject of a certificate, got " + where.noun(), EXAMPLE);
    return Optional.empty();
  }
}
