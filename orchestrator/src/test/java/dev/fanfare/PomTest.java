package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the poms promise to users and to a central repository. */
class PomTest {

  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private static Document pom(String folder) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Path.of("..", folder, "pom.xml").toFile());
  }

  private static List<String> texts(Document pom, String path) throws Exception {
    NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".release/bom"})
  void a_pom_without_a_parent_has_what_a_central_repository_requires(String folder)
      throws Exception {
    for (String field : List.of(
        "name",
        "description",
        "url",
        "licenses/license/name",
        "licenses/license/url",
        "developers/developer/name",
        "developers/developer/email",
        "scm/connection",
        "scm/url")) {
      assertThat(texts(pom(folder), "/project/" + field)).as(field).hasSize(1).doesNotContain("");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"functions", "orchestrator", ".release/threads"})
  void a_module_has_its_own_name_and_description_and_the_version_of_all(String folder)
      throws Exception {
    assertThat(texts(pom(folder), "/project/name")).hasSize(1);
    assertThat(texts(pom(folder), "/project/description")).hasSize(1);
    assertThat(texts(pom(folder), "/project/parent/version")).containsExactly(Version.FANFARE);
  }

  @Test
  void all_speak_of_one_version() throws Exception {
    assertThat(texts(pom("."), "/project/version")).containsExactly(Release.VERSION);
    assertThat(Version.FANFARE).isEqualTo(Release.VERSION);
    assertThat(texts(pom(".release/bom"), "/project/version")).containsExactly(Version.FANFARE);
  }

  @Test
  void the_bom_manages_all_that_is_published_and_nothing_else() throws Exception {
    List<String> published = new ArrayList<>(texts(pom("functions"), "/project/artifactId"));
    published.addAll(texts(pom("orchestrator"), "/project/artifactId"));
    published.addAll(texts(pom(".release/threads"), "/project/artifactId"));

    assertThat(texts(pom(".release/bom"), "//dependencyManagement//artifactId"))
        .containsExactlyElementsOf(published);
  }

  @ParameterizedTest
  @ValueSource(strings = {"picocli", "progressbar", "slf4j-nop", "xz"})
  void a_user_of_the_java_api_does_not_get_the_command_line(String artifact) throws Exception {
    assertThat(texts(pom("orchestrator"), dependencyOn(artifact) + "/optional"))
        .containsExactly("true");
  }

  /** They come with the SDK, too, but older; and dependencyManagement means nothing to a user's build. */
  @ParameterizedTest
  @ValueSource(strings = {"slf4j-api", "utils-lite"})
  void a_user_gets_the_version_that_was_tested(String artifact) throws Exception {
    assertThat(texts(pom("orchestrator"), dependencyOn(artifact))).hasSize(1);
    assertThat(texts(pom("orchestrator"), dependencyOn(artifact) + "/optional")).isEmpty();
  }

  private static String dependencyOn(String artifact) {
    return "/project/dependencies/dependency[artifactId='" + artifact + "']";
  }

  @Test
  void nobody_gets_the_embedded_s3() throws Exception {
    assertThat(texts(pom("orchestrator"), dependency("org.gaul") + "/scope"))
        .containsExactly("provided");
  }

  @Test
  void a_user_of_threads_does_not_get_the_aws_sdk() throws Exception {
    assertThat(texts(pom(".release/threads"), "//exclusion/groupId"))
        .containsExactly("software.amazon.awssdk", "com.amazonaws", "org.slf4j");
  }

  private static String dependency(String group) {
    return "/project/dependencies/dependency[groupId='" + group + "']";
  }

  @Test
  void the_jbang_catalog_has_the_versions_of_the_poms() throws Exception {
    assertThat(Files.readString(Path.of("..", ".jbang", "jbang-catalog.json")))
        .contains(
            "\"dev.fanfare:fanfare-orchestrator:" + Version.FANFARE + "\"",
            "\"info.picocli:picocli:" + property("picocli.version") + "\"",
            "\"me.tongfei:progressbar:" + property("progressbar.version") + "\"",
            "\"org.slf4j:slf4j-nop:" + property("slf4j.version") + "\"");
  }

  private static String property(String name) throws Exception {
    return texts(pom("."), "/project/properties/" + name).get(0);
  }

  @Test
  void the_change_log_has_this_version() throws IOException {
    assertThat(Files.readString(Path.of("..", ".github", "CHANGELOG.md")))
        .containsPattern("(?m)^## " + Pattern.quote(Version.FANFARE));
  }
}
