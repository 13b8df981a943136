package dev.joinall.cli;

import dev.joinall.config.Problems;
import dev.joinall.plan.Inputs.In;
import dev.joinall.plan.Plan;
import dev.joinall.web.DirectCall.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The inputs of a call from the command line. An undeclared name is an error here; a server ignores
 * it.
 *
 * @param given each {@code NAME=VALUE}
 * @param body the body as given on the command line
 */
record CallArguments(
    String name, Map<In, List<String>> given, Optional<String> body, CommandLine command) {

  Request of(List<Plan> plans) {
    Plan plan =
        plans.stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> unknown("there is no aggregation \"" + name + "\"", name, names(plans)));
    if (body.isPresent() && plan.inputs().body().isEmpty()) {
      throw wrong(
          "\"" + name + "\" takes no body", "remove --body, or declare it by input: { body: ... }");
    }
    Map<In, Map<String, List<String>>> parameters = new EnumMap<>(In.class);
    given.forEach((in, texts) -> parameters.put(in, parameters(in, texts, plan)));
    return new Request(plan, parameters, body.map(this::read));
  }

  private static List<String> names(List<Plan> plans) {
    return plans.stream().map(Plan::name).toList();
  }

  private Map<String, List<String>> parameters(In in, List<String> texts, Plan plan) {
    String option = in.name().toLowerCase(Locale.ROOT);
    List<String> known =
        plan.inputs().parameters().stream()
            .filter(it -> it.in() == in)
            .map(it -> it.name())
            .toList();
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw wrong("--" + option + " is NAME=VALUE, and not \"" + text + "\"", "");
      }
      String key = text.substring(0, equals);
      boolean declared =
          known.stream()
              .anyMatch(it -> in == In.HEADER ? it.equalsIgnoreCase(key) : it.equals(key));
      if (!declared) {
        throw unknown("\"" + name + "\" has no " + option + " \"" + key + "\"", key, known);
      }
      parameters.computeIfAbsent(key, it -> new ArrayList<>()).add(text.substring(equals + 1));
    }
    return parameters;
  }

  private byte[] read(String written) {
    try {
      return written.equals("-")
          ? System.in.readAllBytes()
          : written.startsWith("@")
              ? Files.readAllBytes(Path.of(written.substring(1)))
              : written.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw wrong("the body can't be read: " + e.getMessage(), "");
    }
  }

  private ParameterException unknown(String message, String written, List<String> known) {
    return wrong(message, known.isEmpty() ? "it declares none" : Problems.suggest(written, known));
  }

  private ParameterException wrong(String message, String hint) {
    return new ParameterException(
        command, hint.isEmpty() ? message : "%s%n  hint: %s".formatted(message, hint));
  }
}
