package dev.joinall.helm;

import dev.joinall.testing.ShopData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart with many values: the defaults, each choice alone, and all together. */
final class Renderings {
  static final Rendering DEFAULT = Rendering.of("nothing", "");

  static final Rendering SHOP =
      Rendering.of(
          "the shop",
          Chart.RELEASE,
          read(Path.of("examples/shop/helm.yaml")),
          Map.of("config", ShopData.config()));

  static final Rendering EVERYTHING = Rendering.of("everything", everything());

  private static final List<Rendering> ALONE =
      Stream.of(
              "existingConfigMap: mine",
              "reload: false",
              "env: { A: text, B: { secretKeyRef: { name: s, key: k } } }",
              "env: { IP: { fieldRef: { fieldPath: status.podIP } } }",
              "envFrom: [{ secretRef: { name: s } }, { prefix: X_, configMapRef: { name: c } }]",
              "image: { digest: 'sha256:" + "0123456789abcdef".repeat(4) + "' }",
              "image: { repository: registry.example:5000/a/joinall, tag: '1.0' }",
              "imagePullSecrets: [{ name: registry }]",
              "jvmOptions: [-XX:MaxRAMPercentage=30, -Xlog:gc]",
              "replicas: 0",
              "autoscaling: { enabled: true }",
              "rollingUpdate: { maxSurge: 25%, maxUnavailable: 25% }",
              "podDisruptionBudget: { enabled: false }",
              "podDisruptionBudget: { maxUnavailable: 50% }",
              "topologySpread: { enabled: false }",
              "topologySpread: { whenUnsatisfiable: DoNotSchedule, keys: [rack] }",
              "nodeSelector: { disk: ssd }",
              "shutdown: { pauseSeconds: 0, graceSeconds: 60, preStopSeconds: 15 }",
              "serviceAccount: { create: false }",
              "serviceAccount: { name: mine, annotations: { role: reader } }",
              "podSecurityContext: { runAsUser: null, runAsGroup: null }",
              "networkPolicy: { enabled: true }",
              "service: { type: LoadBalancer, port: 8080, annotations: { internal: 'true' } }",
              "ingress: { enabled: true }",
              "httpRoute: { enabled: true, parentRefs: [{ name: public }] }",
              "serviceMonitor: { enabled: true }",
              "tests: { enabled: false }",
              "nameOverride: other",
              "fullnameOverride: " + "n".repeat(63),
              "podLabels: { app.kubernetes.io/name: stolen, team: shop }")
          .map(values -> Rendering.of(values, values))
          .toList();

  private static final Rendering LONG =
      Rendering.of("a long name of the release", "r".repeat(53), "", Map.of());

  private Renderings() {}

  static Stream<Rendering> all() {
    return Stream.concat(Stream.of(DEFAULT, SHOP, EVERYTHING, LONG), ALONE.stream());
  }

  static Rendering with(String values) {
    return ALONE.stream().filter(it -> it.name().equals(values)).findFirst().orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String everything() {
    return """
    reload: false
    env: { A: text, B: { secretKeyRef: { name: s, key: k, optional: true } } }
    envFrom: [{ secretRef: { name: s } }]
    imagePullSecrets: [{ name: registry }]
    jvmOptions: [-Xlog:gc]
    autoscaling:
      enabled: true
      metrics:
        - type: Resource
          resource: { name: memory, target: { type: Utilization, averageUtilization: 80 } }
      behavior: { scaleDown: { stabilizationWindowSeconds: 60 } }
    nodeSelector: { disk: ssd }
    tolerations: [{ key: dedicated, operator: Exists, effect: NoSchedule }]
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms: [{ matchExpressions: [{ key: arch, operator: In, values: [arm64] }] }]
    priorityClassName: high
    dnsConfig: { options: [{ name: ndots, value: "1" }] }
    shutdown: { preStopSeconds: 3 }
    serviceAccount: { annotations: { role: reader } }
    networkPolicy:
      enabled: true
      from: [{ namespaceSelector: { matchLabels: { name: web } } }]
      monitoringFrom: [{ namespaceSelector: { matchLabels: { name: monitoring } } }]
      egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 27017 }] }]
    service: { annotations: { a: b } }
    ingress:
      enabled: true
      className: nginx
      annotations: { a: b }
      hosts: [shop.example.com, www.example.com]
      paths: [/products, /orders]
      tls: [{ secretName: shop-tls, hosts: [shop.example.com] }]
    httpRoute:
      enabled: true
      annotations: { a: b }
      parentRefs: [{ name: public, namespace: gateways }]
      hostnames: [shop.example.com]
      paths: [/products, /orders]
    serviceMonitor: { enabled: true, labels: { release: prometheus } }
    podAnnotations: { a: b }
    podLabels: { team: shop }
    extraVolumes: [{ name: ca, secret: { secretName: ca } }]
    extraVolumeMounts: [{ name: ca, mountPath: /etc/ca, readOnly: true }]
    """;
  }
}
