package dev.joinall.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * A real OpenID provider on loopback: Spring Authorization Server in Tomcat. The secret of a client
 * is {@code s-} and its name. Those named like an algorithm get tokens that are signed by it,
 * {@code opaque} gets tokens that only the server can read.
 */
final class SpringAuthorizationServer implements AutoCloseable {
  static final List<String> ALGORITHMS =
      List.of("rs256", "rs384", "rs512", "ps256", "ps384", "ps512", "es256");
  static final String AUDIENCE = "shop";

  private final Tomcat tomcat = new Tomcat();
  private final AnnotationConfigWebApplicationContext spring =
      new AnnotationConfigWebApplicationContext();
  private final Keys keys = new Keys();

  /** The first key of a type signs, and all are published. */
  static final class Keys implements JWKSource<SecurityContext> {
    private final List<JWK> all = new CopyOnWriteArrayList<>();
    private int made;

    Keys() {
      rotate();
    }

    /** New keys sign from now on. */
    void rotate() {
      try {
        made++;
        all.addFirst(
            new RSAKeyGenerator(2048).keyID("rsa" + made).keyUse(KeyUse.SIGNATURE).generate());
        all.addFirst(
            new ECKeyGenerator(Curve.P_256).keyID("ec" + made).keyUse(KeyUse.SIGNATURE).generate());
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
      return selector.select(new JWKSet(new ArrayList<>(all)));
    }
  }

  /** What the server is made of. */
  @Configuration
  @EnableWebSecurity
  static class Server {
    @Bean
    SecurityFilterChain endpoints(HttpSecurity http) {
      var server = new OAuth2AuthorizationServerConfigurer();
      return http.securityMatcher(server.getEndpointsMatcher())
          .with(server, it -> it.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(it -> it.anyRequest().authenticated())
          .build();
    }

    @Bean
    RegisteredClientRepository clients() {
      List<RegisteredClient> clients = new ArrayList<>();
      ALGORITHMS.forEach(it -> clients.add(client(it, OAuth2TokenFormat.SELF_CONTAINED)));
      clients.add(client("opaque", OAuth2TokenFormat.REFERENCE));
      clients.add(client("gateway", OAuth2TokenFormat.SELF_CONTAINED));
      return new InMemoryRegisteredClientRepository(clients);
    }

    private static RegisteredClient client(String id, OAuth2TokenFormat format) {
      return RegisteredClient.withId(id)
          .clientId(id)
          .clientSecret("{noop}s-" + id)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
          .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
          .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
          .scope("orders:read")
          .scope("stock:read")
          .tokenSettings(TokenSettings.builder().accessTokenFormat(format).build())
          .build();
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
      return new InMemoryOAuth2AuthorizationService();
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JwtEncoder encoder(JWKSource<SecurityContext> keys) {
      var encoder = new NimbusJwtEncoder(keys);
      encoder.setJwkSelector(List::getFirst);
      return encoder;
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> customizer() {
      return it -> {
        it.getClaims().audience(List.of(AUDIENCE));
        String client = it.getRegisteredClient().getClientId();
        if (ALGORITHMS.contains(client)) {
          it.getJwsHeader().algorithm(SignatureAlgorithm.from(client.toUpperCase(Locale.ROOT)));
        }
      };
    }
  }

  SpringAuthorizationServer(Path folder) {
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.toString());
    spring.register(Server.class);
    spring.addBeanFactoryPostProcessor(it -> it.registerSingleton("keys", keys));
    spring.setServletContext(context.getServletContext());
    spring.refresh();
    var filter = new FilterDef();
    filter.setFilterName("security");
    filter.setFilter(new DelegatingFilterProxy("springSecurityFilterChain", spring));
    context.addFilterDef(filter);
    var everywhere = new FilterMap();
    everywhere.setFilterName("security");
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Tomcat.addServlet(context, "none", new None()).addMapping("/");
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that the filters do not answer is a 405. */
  private static final class None extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  String url() {
    return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
  }

  /** New keys sign from now on; the old ones are still published. */
  void rotate() {
    keys.rotate();
  }

  /** A token of a user, as if she had logged in. */
  String tokenOf(String user) {
    Instant now = Instant.now();
    Instant end = now.plusSeconds(300);
    Set<String> scopes = Set.of("orders:read", "stock:read");
    Jwt jwt =
        spring
            .getBean(JwtEncoder.class)
            .encode(
                JwtEncoderParameters.from(
                    JwsHeader.with(SignatureAlgorithm.RS256).build(),
                    JwtClaimsSet.builder()
                        .issuer(url())
                        .subject(user)
                        .audience(List.of(AUDIENCE))
                        .claim("scope", scopes)
                        .issuedAt(now)
                        .expiresAt(end)
                        .build()));
    RegisteredClient client =
        spring.getBean(RegisteredClientRepository.class).findByClientId("gateway");
    spring
        .getBean(OAuth2AuthorizationService.class)
        .save(
            OAuth2Authorization.withRegisteredClient(client)
                .principalName(user)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(scopes)
                .attribute(
                    Principal.class.getName(),
                    UsernamePasswordAuthenticationToken.authenticated(user, null, List.of()))
                .token(
                    new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER, jwt.getTokenValue(), now, end, scopes),
                    it -> it.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, jwt.getClaims()))
                .build());
    return jwt.getTokenValue();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    } finally {
      spring.close();
    }
  }
}
