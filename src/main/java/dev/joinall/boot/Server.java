package dev.joinall.boot;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import dev.joinall.ops.LibraryLines;
import dev.joinall.ops.Tracing;
import dev.joinall.reload.ConfigLocation;
import dev.joinall.serving.Deployment;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts Spring Boot with a file. */
public final class Server {
  private Server() {}

  /**
   * Serves a file.
   *
   * @param environment the variables of the process
   * @param settings the settings of Spring Boot, such as {@code --server.port=9090}
   * @throws ConfigException if the file is invalid
   */
  public static ConfigurableApplicationContext start(
      Map<String, String> environment, Path file, String... settings) {
    var location = ConfigLocation.of(file, environment);
    Source source = ConfigFile.load(file);
    var hub = new Hub(transport(environment));
    try {
      Tracing tracing = Tracing.of(environment);
      Deployment deployment = Deployment.of(source, environment, hub);
      return application(deployment, location, tracing).run(settings);
    } catch (RuntimeException e) {
      hub.close();
      throw e;
    }
  }

  private static SpringApplication application(
      Deployment deployment, ConfigLocation location, Tracing tracing) {
    var application = new SpringApplication(ServerConfiguration.class);
    application.addInitializers(context -> {
      try {
        initialize(context, deployment);
      } catch (ConfigException e) {
        deployment.close();
        throw e;
      }
      context.getBeanFactory().registerSingleton("configLocation", location);
      context.getBeanFactory().registerSingleton("tracing", tracing);
    });
    return application;
  }

  private static void initialize(ConfigurableApplicationContext context, Deployment deployment) {
    boolean isContainer = ManagementAddress.isContainer(deployment.environment());
    ManagementAddress.complete(context.getEnvironment(), isContainer);
    JoinallProperties properties = JoinallPropertiesReader.read(context.getEnvironment());
    deployment.hub().names().maxTtl(properties.dns().maxTtl());
    deployment.store().bound(properties.cache().memoryPercent());
    deployment.hub().proxies(properties.proxy().in(deployment.environment()));
    var libraries = new LibraryLines(properties.log().wire(), deployment.kinds()).begin();
    deployment.verify();
    ConfigurableListableBeanFactory beans = context.getBeanFactory();
    beans.registerSingleton("joinallProperties", properties);
    beans.registerSingleton("libraryLines", libraries);
    beans.registerSingleton("deployment", deployment);
  }

  /**
   * The transport named by {@code JOINALL_TRANSPORT}, or else the best available one.
   *
   * @throws ConfigException for an unknown name
   */
  static Transport transport(Map<String, String> environment) {
    String name = environment.get("JOINALL_TRANSPORT");
    return name == null
        ? Transport.best()
        : Transport.named(name)
            .orElseThrow(() ->
                new ConfigException(
                    "JOINALL_TRANSPORT is \"%s\", and there is no such transport.\n  hint: %s"
                        .formatted(name, "one of io_uring, epoll, nio")));
  }
}
