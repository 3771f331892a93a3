package dev.fanfare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.invoke.MethodHandles;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The house's plan: one ordered line of packages, and which library each may touch. */
@AnalyzeClasses(packages = "dev.fanfare", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** The package that callers import, which has no name of its own. */
  private static final String ROOT = "(root)";

  private static final List<String> ORDER = List.of(
      "kernel",
      "wire",
      "processor",
      "worker",
      ROOT,
      "store",
      "dump",
      "rows",
      "local",
      "report",
      "page",
      "backend",
      "dispatch",
      "runs",
      "memo",
      "parallel",
      "schedule",
      "doctor",
      "cli");

  @ArchTest
  static void a_package_imports_only_packages_to_its_left(JavaClasses all) {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] right = ORDER.subList(i + 1, ORDER.size()).stream()
          .map(ArchitectureTest::inside)
          .toArray(String[]::new);
      if (right.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(inside(ORDER.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(right)
            .allowEmptyShould(true)
            .because("the packages are one ordered line: " + String.join(" ", ORDER))
            .check(all);
      }
    }
  }

  @ArchTest
  static void every_package_stands_in_the_line(JavaClasses all) {
    TreeSet<String> found = new TreeSet<>();
    all.stream()
        .map(type -> type.getPackageName())
        .filter(name -> name.startsWith("dev.fanfare."))
        .forEach(name -> found.add(name.substring("dev.fanfare.".length())));

    assertThat(ORDER).containsAll(found);
  }

  @ArchTest
  static void every_package_says_what_it_is_for_and_is_null_marked(JavaClasses all) {
    all.stream()
        .map(type -> type.getPackage())
        .distinct()
        .filter(known -> known.getName().startsWith("dev.fanfare"))
        .forEach(known -> assertThat(known.isAnnotatedWith(NullMarked.class))
            .as(known.getName())
            .isTrue());
  }

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("dev.fanfare.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CLASSES_OF_THE_EMBEDDED_CLOUD_FORM_NO_CYCLE =
      slices().assignedFrom(classesOf("dev.fanfare.local")).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule LAMBDA_TYPES_STAY_IN_THE_HANDLER = noClasses()
      .that()
      .resideInAnyPackage(
          "dev.fanfare.kernel", "dev.fanfare.wire", "dev.fanfare.processor", "dev.fanfare.worker")
      .and()
      .doNotHaveSimpleName("WorkerHandler")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("com.amazonaws.services.lambda..");

  @ArchTest
  static final ArchRule FUNCTIONS_KNOW_NO_AWS_SDK = noClasses()
      .that()
      .resideInAnyPackage(
          "dev.fanfare.kernel", "dev.fanfare.wire", "dev.fanfare.processor", "dev.fanfare.worker")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule THE_SDK_FOR_LAMBDA_STAYS_IN_ITS_BACKEND = noClasses()
      .that()
      .resideOutsideOfPackage("dev.fanfare.backend")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("software.amazon.awssdk.services.lambda..");

  @ArchTest
  static final ArchRule THE_SDK_FOR_S3_STAYS_IN_THE_STORE = noClasses()
      .that()
      .resideOutsideOfPackage("dev.fanfare.store")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("software.amazon.awssdk.services.s3..");

  @ArchTest
  static final ArchRule SERVERS_STAY_IN_THE_EMBEDDED_CLOUD = noClasses()
      .that()
      .resideOutsideOfPackages("dev.fanfare.local", "com.amazonaws..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("com.sun.net.httpserver..", "org.gaul..", "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule PICOCLI_AND_THE_BAR_STAY_IN_THE_COMMAND_LINE = noClasses()
      .that()
      .resideOutsideOfPackage("dev.fanfare.cli")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule COMPRESSION_LIBRARIES_STAY_IN_ONE_CLASS_EACH = noClasses()
      .that()
      .haveNameNotMatching("dev\\.fanfare\\.dump\\.(Xz|Zstd|Lz4)")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.tukaani..", "com.github.luben..", "net.jpountz..");

  @ArchTest
  static final ArchRule NOBODY_WRITES_OR_READS_JAVA_OBJECTS = noClasses()
      .should()
      .dependOnClassesThat()
      .haveNameMatching(
          "java\\.io\\.(Object(In|Out)put.*|Externalizable)|java\\.beans\\..*|java\\.rmi\\..*");

  /** WorkerClassPath asks for classes of its own, by constants. */
  @ArchTest
  static final ArchRule CLASSES_ARE_FOUND_BY_NAME_IN_FEW_PLACES = noClasses()
      .that()
      .haveNameNotMatching(
          "dev\\.fanfare\\.(kernel\\.Kernels|RemoteThrowable|local\\.WorkerClassPath)")
      .should()
      .callMethodWhere(loadsAClass());

  /** A class that is only looked at runs none of its code. */
  @ArchTest
  static final ArchRule NO_CLASS_IS_INITIALISED_BY_ITS_NAME =
      noClasses().should().callMethod(Class.class, "forName", String.class);

  /** What is written in one language must be read in another, and digits, points and the letter i differ. */
  @ArchTest
  static final ArchRule NOTHING_IS_WRITTEN_OR_READ_IN_THE_USERS_LANGUAGE =
      noClasses().should().accessTargetWhere(goesByTheDefaultLocale());

  private static final Pattern GOES_BY_A_LOCALE =
      Pattern.compile("java\\.lang\\.String\\.(format|formatted|toLowerCase|toUpperCase)"
          + "|java\\.io\\.(PrintStream|PrintWriter|Console)\\.(printf|format)"
          + "|java\\.util\\.(Formatter|Scanner)\\.<init>"
          + "|java\\.text\\.\\w+\\.(<init>|get\\w*Instance)"
          + "|java\\.text\\.MessageFormat\\.format"
          + "|java\\.time\\.format\\.DateTimeFormatter\\.(ofPattern|ofLocalized\\w+)"
          + "|java\\.time\\.format\\.DateTimeFormatterBuilder\\.toFormatter");

  private static DescribedPredicate<JavaAccess<?>> goesByTheDefaultLocale() {
    return DescribedPredicate.describe(
        "goes by the default locale",
        access -> access.getTarget() instanceof CodeUnitAccessTarget called
            && GOES_BY_A_LOCALE
                .matcher(called.getOwner().getName() + "." + called.getName())
                .matches()
            && called.getRawParameterTypes().stream()
                .noneMatch(type -> type.isEquivalentTo(Locale.class)
                    || type.isEquivalentTo(DecimalFormatSymbols.class)));
  }

  private static DescribedPredicate<JavaMethodCall> loadsAClass() {
    return DescribedPredicate.describe(
        "loads a class",
        call -> call.getName().matches("forName|loadClass|defineClass|findClass|newInstance")
                && call.getTargetOwner().isAssignableTo(Class.class)
            || call.getTargetOwner().isAssignableTo(ClassLoader.class)
                && call.getName().matches("loadClass|defineClass|findClass")
            || call.getTargetOwner().isAssignableTo(MethodHandles.Lookup.class)
                && call.getName().matches("findClass|defineClass|defineHiddenClass.*"));
  }

  @ArchTest
  static final ArchRule NAMES_EXPLAIN_THEMSELVES = classes()
      .that()
      .resideInAPackage("dev.fanfare..")
      .should()
      .haveNameNotMatching(".*(Util|Utils|Common|Impl|Manager|Helper|Abstract\\w*)");

  /** Each class with those that are nested in it. */
  private static SliceAssignment classesOf(String packageName) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().equals(packageName)
            ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "classes of " + packageName;
      }
    };
  }

  private static String inside(String name) {
    return name.equals(ROOT) ? "dev.fanfare" : "dev.fanfare." + name + "..";
  }
}
