package dev.joinall.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.HubLoopResources;
import dev.joinall.config.CallerConfig;
import dev.joinall.config.SecretFiles;
import dev.joinall.edge.Edge;
import dev.joinall.ops.AccessLog;
import dev.joinall.ops.BackendCounts;
import dev.joinall.ops.CacheMetrics;
import dev.joinall.ops.ConfigVersion;
import dev.joinall.ops.GuardMetrics;
import dev.joinall.ops.InstanceMetrics;
import dev.joinall.ops.LogFormat;
import dev.joinall.ops.Observation;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.reload.ConfigLocation;
import dev.joinall.reload.ConfigReloader;
import dev.joinall.reload.FileWatcher;
import dev.joinall.reload.SighupListener;
import dev.joinall.serving.Deployment;
import dev.joinall.serving.LiveDeployment;
import dev.joinall.web.CacheRules;
import dev.joinall.web.Documentation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** The beans of the server. Spring Boot adds the HTTP server around them. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ObservabilityConfiguration.class, MetricsExport.class})
public class ServerConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ServerConfiguration.class);

  private final Deployment deployment;
  private final ConfigLocation file;
  private final JoinallProperties properties;

  ServerConfiguration(Deployment deployment, ConfigLocation file, JoinallProperties properties) {
    this.deployment = deployment;
    this.file = file;
    this.properties = properties;
  }

  /** Makes the server and the clients use the same event loops. */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResources(new HubLoopResources(deployment.hub()));
    return resources;
  }

  @Bean
  Edge edge() {
    return Edge.of(properties.limits(), deployment.hub().scheduler());
  }

  /** Registers the connections of the routes' server. The management port has its own. */
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connections(
      Edge edge, GracefulShutdown ending, LiveDeployment live, Environment spring) {
    Optional<AccessLog> log =
        properties.log().access()
            ? Optional.of(new AccessLog(LogFormat.of(spring)))
            : Optional.empty();
    return factory -> {
      factory.addServerCustomizers(
          it -> edge.connections().watch(it, properties.headers(), live.acceptor(log)),
          ending::track);
      log.ifPresent(it -> factory.addServerCustomizers(it::on));
    };
  }

  @Bean
  GracefulShutdown ending(ApplicationContext context, Edge edge, LiveDeployment live) {
    return new GracefulShutdown(context, properties.shutdown(), edge.connections(), live);
  }

  /** The deployment is closed after the web server, which uses its hub. */
  @Bean
  LiveDeployment serving(
      Observation observation,
      GuardMetrics guards,
      PoolMetrics pools,
      InstanceMetrics instances,
      BackendCounts counts,
      CacheMetrics caches,
      Edge edge,
      ApplicationContext context) {
    HttpHandler others = WebHttpHandlerBuilder.applicationContext(context).build();
    return new LiveDeployment(
        deployment,
        observation,
        new Documentation(properties.openapi().enabled(), properties.openapi().server(), others),
        it -> {
          guards.show(it.guards(), it.plans());
          pools.show(it.pools());
          instances.show(it.instances());
          counts.show(it.counts());
          caches.show(it.plans());
        },
        edge,
        new CacheRules(isCompressed(context)));
  }

  private static boolean isCompressed(ApplicationContext context) {
    return context.getEnvironment().getProperty("server.compression.enabled", Boolean.class, false);
  }

  @Bean
  HttpHandler httpHandler(LiveDeployment live) {
    return live.handler();
  }

  @Bean
  ConfigReloader reload(LiveDeployment live, ConfigVersion version) {
    return new ConfigReloader(file.path(), live, version);
  }

  @Bean
  AutoCloseable hangup(ConfigReloader reloader) {
    return SighupListener.on(file.isRegular() ? reloader : this::logReadOnce);
  }

  private void logReadOnce() {
    log.info("{} is not a regular file: it was read at the start and is not reloaded", file.path());
  }

  @Bean
  AutoCloseable watch(ConfigReloader reloader) {
    return file.isWatched()
        ? FileWatcher.start(file.path(), deployment.source().text().getBytes(UTF_8), reloader)
        : () -> {};
  }

  /** Watches the secrets. A change of a secret is served as a new version of the file. */
  @Bean
  AutoCloseable watchSecrets(ConfigReloader reloader) {
    Map<String, String> environment = deployment.environment();
    return SecretFiles.folder(environment)
        .filter(it -> file.isWatched())
        .<AutoCloseable>map(
            it -> FileWatcher.ofFolder(it, () -> SecretFiles.digest(environment), reloader))
        .orElse(() -> {});
  }

  /** Warns if callers need certificates, but the server's TLS does not request them. */
  private void warnOfCertificates(Environment spring) {
    boolean declared =
        deployment.config().security().stream()
            .flatMap(it -> it.callers().values().stream())
            .anyMatch(CallerConfig.Mtls.class::isInstance);
    String clientAuth = spring.getProperty("server.ssl.client-auth", "none");
    if (declared && clientAuth.equalsIgnoreCase("none")) {
      log.warn(
          "The file declares callers by mtls, and server.ssl.client-auth is none: no caller is"
              + " authenticated by certificate. Set it to want or need, with a server.ssl.bundle");
    }
  }

  @EventListener
  void serving(ReactiveWebServerInitializedEvent event) {
    if (event.getApplicationContext().getParent() == null) {
      if (!file.isRegular()) {
        logReadOnce();
      }
      warnOfCertificates(event.getApplicationContext().getEnvironment());
      List<Plan> served = deployment.plans().stream().filter(it -> it.route().isPresent()).toList();
      log.info(
          "Serving {} on port {} by {}: {}",
          served.size() == 1 ? "1 route" : served.size() + " routes",
          event.getWebServer().getPort(),
          deployment.hub().transport(),
          served.stream().map(Plan::name).collect(Collectors.joining(", ")));
    }
  }
}
