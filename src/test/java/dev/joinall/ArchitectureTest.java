package dev.joinall;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the architecture. */
class ArchitectureTest {
  private static final String ROOT = "dev.joinall";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages(ROOT);

  @Test
  void aPackageImportsOnlyFromBelow() {
    classes().should(new Layers(ROOT).importOnlyFromBelow()).check(MAIN);
  }

  @Test
  void anImportFromAboveOrBesideIsFound() {
    var rule = classes().should(new Layers(ROOT + ".layering").importOnlyFromBelow());

    assertThat(
            rule.evaluate(TESTS.that(resideInAPackage(ROOT + ".layering..")))
                .getFailureReport()
                .getDetails())
        .anyMatch(detail -> detail.contains("json.Upward"))
        .anyMatch(detail -> detail.contains("backend.redis.Sideward"))
        .anyMatch(detail -> detail.contains("stray has no place"))
        .noneMatch(detail -> detail.contains("web.Downward."));
  }

  @ParameterizedTest
  @CsvSource({
    "backend.amqp, com.rabbitmq..",
    "backend.smtp, jakarta.mail..",
    "backend.smtp, org.eclipse.angus..",
    "backend.redis, io.lettuce..",
    "backend.mongo, com.mongodb..",
    "backend.mongo, org.bson..",
    "backend.sql, io.r2dbc..",
    "backend.sql, org.mariadb..",
    "template, dev.cel..",
    "cli, picocli..",
    "guard, io.github.resilience4j..",
    "cache, com.github.benmanes.caffeine..",
    "ops, io.opentelemetry..",
    "ops, ch.qos.logback..",
    "security, com.nimbusds..",
  })
  void aLibraryHasOneUser(String user, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + user + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(MAIN);
  }

  @Test
  void yamlIsReadInOnePlaceAndWrittenInAnother() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".config..", ROOT + ".openapi..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(MAIN);
  }

  /** A kind is found by its service file, so that a new one changes no other code. */
  @Test
  void noOtherPackageDependsOnAKindOfBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".backend.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".backend.*..")
        .check(MAIN);
  }

  /** What HTTP, expressions and the schema of the file call so is no word of a kind. */
  @Test
  void noOtherPackageNamesAKeyOfAKind() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".backend..",
            ROOT + ".config..",
            ROOT + ".edge..",
            ROOT + ".json..",
            ROOT + ".openapi..",
            ROOT + ".security..",
            ROOT + ".template..",
            ROOT + ".web..")
        .should(new KindWords().asConstants())
        .check(MAIN);
  }

  @Test
  void aKeyOfAKindIsFound() {
    var rule = noClasses().should(new KindWords().asConstants());

    assertThat(rule.evaluate(MAIN).getFailureReport().getDetails())
        .anyMatch(detail -> detail.endsWith("redis.RedisCommand has \"command\""))
        .anyMatch(detail -> detail.endsWith("mongo.MongoWarnings has \"filter\""));
  }

  @Test
  void noMessageNamesAKind() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".backend.*..")
        .should(new KindWords().inMessages())
        .check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().should(beInANullMarkedPackage()).check(MAIN);
  }

  @Test
  void nothingIsInjectedIntoAField() {
    NO_CLASSES_SHOULD_USE_FIELD_INJECTION.allowEmptyShould(true).check(MAIN);
  }

  /** Except for the class that silences a library which uses another logger. */
  @Test
  void loggingIsSlf4j() {
    noClasses().that(not(simpleName("MailLoggers"))).should(USE_JAVA_UTIL_LOGGING).check(MAIN);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".probe..")
        .should(ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true)
        .check(MAIN);
  }

  /** {@code spring-boot:test-run} starts the only main class of the tests. */
  @Test
  void theTestsHoldOneMainClassTheDemo() {
    methods()
        .that()
        .areStatic()
        .and()
        .haveName("main")
        .should()
        .beDeclaredIn(ROOT + ".demo.ShopDemo")
        .allowEmptyShould(true)
        .check(TESTS);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package whose package-info says @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(item, marked, item.getName() + " is in a package without"));
      }
    };
  }
}
