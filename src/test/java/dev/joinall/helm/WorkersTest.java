package dev.joinall.helm;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The workers behind the shop's queue: their Deployment, and how the chart's README scales them.
 */
class WorkersTest {
  private static final Pattern YAML =
      Pattern.compile("```yaml\n(apiVersion.*?)```", Pattern.DOTALL);

  private static Deployment deployment() throws Exception {
    String yaml = Files.readString(Path.of("examples/worker/kubernetes.yaml"));
    return (Deployment) Model.read(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  private static Container worker() throws Exception {
    return deployment().getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  /** The objects in blocks of the README. */
  private static List<Map<?, ?>> told() throws Exception {
    String readme = Files.readString(Path.of("helm/README.md"));
    String all = YAML.matcher(readme).results().map(it -> it.group(1)).collect(joining("---\n"));
    List<Map<?, ?>> objects = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(all)
        .forEach(it -> objects.add((Map<?, ?>) it));
    return objects;
  }

  @Test
  void aWorkerReadsTheAddressThatTheShopReads() throws Exception {
    EnvVar variable = worker().getEnv().getFirst();
    SecretKeySelector key = variable.getValueFrom().getSecretKeyRef();

    assertThat(variable.getName()).isEqualTo("AMQP_URI");
    assertThat(key)
        .isEqualTo(
            Renderings.SHOP.container().getEnv().stream()
                .filter(it -> it.getName().equals("SHOP_AMQP_URI"))
                .findFirst()
                .orElseThrow()
                .getValueFrom()
                .getSecretKeyRef());
    assertThat(told().getFirst().get("spec"))
        .asString()
        .contains("parameter=host", "name=" + key.getName(), "key=" + key.getKey());
  }

  @Test
  void theQueueIsThatOfTheShop() throws Exception {
    Matcher key =
        Pattern.compile("routing-key: (\\w+)")
            .matcher(Files.readString(Path.of("examples/shop/joinall.yaml")));
    assertThat(key.find()).isTrue();

    assertThat(told().get(1).get("spec"))
        .asString()
        .contains("queueName=" + key.group(1), "mode=QueueLength");
    assertThat(
            Files.readString(
                Path.of("examples/worker/src/main/java/com/example/worker/Worker.java")))
        .contains("QUEUE = \"" + key.group(1) + "\"");
  }

  @Test
  void theAutoscalersScaleTheDeployment() throws Exception {
    String name = deployment().getMetadata().getName();

    assertThat(told().get(1).get("spec")).asString().contains("scaleTargetRef={name=" + name + "}");
    var scaler = (HorizontalPodAutoscaler) Model.read(told().get(2));
    assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo(name);
    assertThat(deployment().getSpec().getReplicas()).isNull();
    assertThat(worker().getResources().getRequests()).containsKey("cpu");
  }

  @Test
  void theWorkersAreRestricted() throws Exception {
    var pod = deployment().getSpec().getTemplate().getSpec();

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(worker().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(worker().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
  }
}
