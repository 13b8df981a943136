package dev.joinall.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each object is valid in Kubernetes. */
class ChartTest {
  private static final String RENDERINGS = "dev.joinall.helm.Renderings#all";

  @Test
  void lintingFindsNothing() {
    LintResult result = Chart.lint();

    assertThat(result.isFailed()).isFalse();
    assertThat(result.getMessages()).noneMatch(it -> it.contains("WARNING"));
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void everyFieldIsKnownAndNoneIsMissing(Rendering rendering) {
    assertThat(rendering.objects()).isNotEmpty().flatMap(Fields::complaints).isEmpty();
  }

  @Test
  void aFieldThatIsUnknownOrMissingIsFound() {
    HasMetadata pod =
        Model.read(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                Map.of("name", "a", "labels", Map.of("a", "b")),
                "spec",
                Map.of("containers", List.of(Map.of("name", "c", "imgae", "d")))));

    assertThat(Fields.complaints(pod))
        .containsExactly(
            "Pod.spec.containers[0].image is missing", "Pod.spec.containers[0].imgae is unknown");
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void namesAreThoseOfHosts(Rendering rendering) {
    assertThat(rendering.objects())
        .extracting(it -> it.getMetadata().getName())
        .allMatch(it -> it.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
    assertThat(rendering.objects())
        .extracting(it -> it.getKind() + " " + it.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource(RENDERINGS)
  void labelsAreTheRecommendedOnes(Rendering rendering) {
    assertThat(labels(rendering))
        .allSatisfy(labels -> {
          assertThat(labels)
              .containsKeys(
                  "app.kubernetes.io/name",
                  "app.kubernetes.io/instance",
                  "app.kubernetes.io/version",
                  "app.kubernetes.io/component",
                  "app.kubernetes.io/managed-by",
                  "helm.sh/chart");
          assertThat(labels.values())
              .allMatch(it -> it.matches("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"));
        });
  }

  private static List<Map<String, String>> labels(Rendering rendering) {
    ObjectMeta template = rendering.deployment().getSpec().getTemplate().getMetadata();
    return Stream.concat(
            rendering.objects().stream().map(HasMetadata::getMetadata), Stream.of(template))
        .map(ObjectMeta::getLabels)
        .toList();
  }

  @Test
  void aLabelOfTheUserTakesNoneOfTheChartAway() {
    Rendering stolen = Renderings.with("podLabels: { app.kubernetes.io/name: stolen, team: shop }");

    assertThat(stolen.deployment().getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("team", "shop")
        .containsEntry("app.kubernetes.io/name", "joinall");
  }

  @Test
  void theDefaultNeedsNoOptionalKinds() {
    assertThat(Renderings.DEFAULT.objects())
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "Deployment",
            "Service",
            "Service",
            "ConfigMap",
            "ServiceAccount",
            "PodDisruptionBudget",
            "Pod",
            "Pod");
  }

  @Test
  void theTestOfTheReleaseIsAHook() {
    assertThat(Chart.text("templates/tests/answers.yaml")).contains("    helm.sh/hook: test\n");
  }

  @Test
  void allOptionalObjectsAreRendered() {
    assertThat(Renderings.EVERYTHING.objects())
        .extracting(HasMetadata::getKind)
        .contains(
            "HorizontalPodAutoscaler", "NetworkPolicy", "Ingress", "HTTPRoute", "ServiceMonitor");
  }

  @Test
  void anImageIsNamedByItsDigestIfThereIsOne() {
    String digest = "sha256:" + "0123456789abcdef".repeat(4);

    assertThat(Renderings.DEFAULT.container().getImage()).isEqualTo("joinall:0.1.0-SNAPSHOT");
    assertThat(Renderings.with("image: { digest: '" + digest + "' }").pods())
        .flatMap(it -> it.getContainers())
        .allMatch(it -> it.getImage().equals("joinall@" + digest));
  }
}
