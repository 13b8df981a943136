package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.StaticUtils;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prepared search: takes a request's scope, returns entries as JSON. Immutable and thread-safe.
 */
record LdapSearch(LdapCall call, EscapedText base, Optional<EscapedText> filter) {
  static final Filter ANYTHING = Filter.createPresenceFilter("objectClass");

  static LdapSearch compile(LdapCall call, Templates templates) {
    return new LdapSearch(
        call,
        EscapedText.name(call.where(), templates),
        call.filter().map(it -> EscapedText.filter(it, templates)));
  }

  private SearchScope scope() {
    if (call.ofOneEntry()) {
      return SearchScope.BASE;
    }
    return call.depth() == LdapCall.Depth.ONE ? SearchScope.ONE : SearchScope.SUB;
  }

  /**
   * Builds the search of one request.
   *
   * @throws InvalidExpression if an expression fails
   */
  SearchRequest request(Scope scope) {
    try {
      Filter which = filter.isPresent() ? Filter.create(filter.get().render(scope)) : ANYTHING;
      var request =
          new SearchRequest(
              base.render(scope), scope(), which, call.attributes().toArray(String[]::new));
      request.setSizeLimit(call.limit());
      return request;
    } catch (LDAPException e) {
      throw new InvalidExpression("the filter has a value that LDAP can't hold");
    }
  }

  /**
   * Runs a search. Blocks.
   *
   * @return null if the entry does not exist
   */
  @Nullable Json entries(LDAPConnection connection, SearchRequest request, int maxBytes)
      throws LDAPException {
    try {
      List<SearchResultEntry> entries = connection.search(request).getSearchEntries();
      if (call.ofOneEntry()) {
        return entries.isEmpty() ? null : json(entries, maxBytes).get(0);
      }
      return json(entries, maxBytes);
    } catch (LDAPSearchException e) {
      if (call.ofOneEntry() && e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
        return null;
      }
      throw e;
    }
  }

  private static Json json(List<SearchResultEntry> entries, int maxBytes) {
    var out = new JsonWriter(1024).beginArray();
    for (SearchResultEntry entry : entries) {
      out.beginObject().name("dn").string(entry.getDN()).name("attributes").beginObject();
      for (Attribute attribute : entry.getAttributes()) {
        values(attribute, out.name(attribute.getName()));
      }
      out.endObject().endObject();
      if (out.length() > maxBytes) {
        throw new StepException(
            Fault.Type.TOO_LARGE, "the entries have more than " + maxBytes + " bytes");
      }
    }
    return out.endArray().toJson();
  }

  private static void values(Attribute attribute, JsonWriter out) {
    out.beginArray();
    for (byte[] value : attribute.getValueByteArrays()) {
      if (!StaticUtils.isValidUTF8(value)) {
        throw new StepException(
            Fault.Type.MALFORMED, "a value of " + attribute.getName() + " is no text");
      }
      out.string(StaticUtils.toUTF8String(value));
    }
    out.endArray();
  }
}
