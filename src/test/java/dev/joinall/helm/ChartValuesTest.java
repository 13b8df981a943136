package dev.joinall.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid values are rejected before anything is installed; all others are documented. */
class ChartValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replcas: 3|additional properties 'replcas' not allowed",
        "replicas: two|at '/replicas': got string, want integer",
        "config: { aggregations: {} }|at '/config': got object, want string",
        "image: { digest: sha256:12 }|at '/image/digest': 'sha256:12' does not match pattern",
        "env: { PORT: 1 }|at '/env/PORT': got number, want string or object",
        "env: { A: { secretKeyRef: { name: s } } }|at '/env/A/secretKeyRef': missing property 'key'",
        "env: { A: { sekretKeyRef: {} } }|at '/env/A': additional properties 'sekretKeyRef'",
        "ingress: { host: a }|at '/ingress': additional properties 'host' not allowed",
        "ingress: { paths: [products] }|at '/ingress/paths/0': 'products' does not match pattern '^/'",
        "probes: { startup: { period: 1 } }|at '/probes/startup': additional properties 'period'",
        "service: { type: Public }|at '/service/type': value must be one of 'ClusterIP', 'NodePort'",
        "shutdown: { graceSeconds: 20s }|at '/shutdown/graceSeconds': got string, want integer",
        "resources: { limit: {} }|at '/resources': additional properties 'limit' not allowed",
        "config: ' '|config is empty: give a file, for example --set-file config=joinall.yaml",
        "env: { JOINALL_RELOAD: 'off' }|env.JOINALL_RELOAD: set reload instead",
        "env: { SERVER_PORT: '80' }|env.SERVER_PORT: the pods' ports are 8080 and 8081",
        "httpRoute: { enabled: true }|httpRoute.parentRefs is empty: name a gateway",
        "rollingUpdate: { maxSurge: 0 }|no pod could ever be replaced",
        "autoscaling: { enabled: true, minReplicas: 11 }|autoscaling.minReplicas is greater than",
        "autoscaling: { enabled: true, cpu: null }|autoscaling needs a metric",
        "{ autoscaling: { enabled: true }, resources: { requests: { cpu: null } } }|is a percentage of",
      })
  void inconsistentValuesAreRefused(String values, String told) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(told);
  }

  @Test
  void anOldClusterIsRefused() {
    assertThatThrownBy(() -> Chart.template("shop", "1.26.0").call())
        .hasMessageContaining("chart requires kubeVersion: >=1.27.0");
    assertThatThrownBy(
            () -> Chart.template("shop", "1.29.0").set("shutdown.preStopSeconds", 5).call())
        .hasMessageContaining("shutdown.preStopSeconds needs Kubernetes 1.30, this is v1.29.0");
  }

  @Test
  void aValueOfAChartAboveIsIgnored() {
    assertThat(Chart.render("global: { any: thing }")).isNotEmpty();
  }

  @Test
  void theSchemaKnowsTheValuesThatThereAre() {
    List<String> known = new ArrayList<>();
    keys(Chart.yaml("values.schema.json"), Chart.yaml("values.yaml"), "", known);

    assertThat(known).isEmpty();
  }

  /** Reports keys that only one of them has. */
  private static void keys(
      Map<?, ?> schema, Map<?, ?> values, String path, List<String> differences) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return; // any content, as in Kubernetes
    }
    values.forEach((key, value) -> {
      if (!(properties.get(key) instanceof Map<?, ?> of)) {
        differences.add(path + key + " is not in the schema");
      } else if (value instanceof Map<?, ?> nested) {
        keys(of, nested, path + key + ".", differences);
      }
    });
    properties.keySet().stream()
        .filter(it -> !values.containsKey(it))
        .filter(it -> !(path + it).equals("global") && !(path + it).equals("resources.claims"))
        .forEach(it -> differences.add(path + it + " is not among the values"));
  }

  @Test
  void theTableOfTheReadmeIsThatOfTheValues() {
    String table =
        ValuesTable.rows(Chart.text("values.yaml")).stream()
            .collect(Collectors.joining("\n", "| value | default | |\n|---|---|---|\n", "\n"));

    assertThat(Chart.text("README.md")).as("should hold:\n%s", table).contains(table);
  }
}
