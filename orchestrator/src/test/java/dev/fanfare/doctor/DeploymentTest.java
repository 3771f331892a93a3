package dev.fanfare.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which command deploys a function, in which folder. */
final class DeploymentTest {

  @TempDir
  Path folder;

  private Path project() throws IOException {
    Path project = Files.createDirectories(folder.resolve("risk"));
    Files.writeString(project.resolve("template.yaml"), "");
    return project;
  }

  private Path fanfares() throws IOException {
    Path fanfares = Files.createDirectories(folder.resolve("checkout"));
    Files.writeString(fanfares.resolve("template.yaml"), "");
    Files.createDirectories(fanfares.resolve("functions"));
    Files.writeString(fanfares.resolve("functions/pom.xml"), "");
    return fanfares;
  }

  private static void save(Path folder, String stack) throws IOException {
    Files.writeString(
        folder.resolve("samconfig.toml"),
        "version = 0.1\n[default.deploy.parameters]\nstack_name = \"" + stack + "\"\n");
  }

  private static String command(Path folder, String function) {
    return Deployment.of(folder, function).command();
  }

  @Test
  void a_project_is_built_by_sam_and_in_fanfares_own_folder_maven_builds() throws Exception {
    Path below = Files.createDirectories(project().resolve("src/main"));
    save(project(), "risk");
    save(fanfares(), "fanfare");

    assertThat(command(below, "risk-worker-2")).isEqualTo("sam build && sam deploy");
    assertThat(command(below, "arn:aws:lambda:eu-west-1:1:function:risk-worker-6:live"))
        .isEqualTo("sam build && sam deploy");
    assertThat(command(fanfares(), "fanfare-worker-1"))
        .isEqualTo("./mvnw -q -DskipTests package && sam deploy");
  }

  @Test
  void the_stack_is_named_where_no_answers_of_sam_are_saved() throws Exception {
    assertThat(command(project(), "risk-worker-2"))
        .isEqualTo("sam build && sam deploy --guided --stack-name risk");
    assertThat(command(fanfares(), "fanfare-worker-1"))
        .isEqualTo("./mvnw -q -DskipTests package && sam deploy --guided --stack-name fanfare");
  }

  @Test
  void a_projects_template_never_replaces_another_stack() throws Exception {
    save(project(), "risk-prod");

    assertThat(command(project(), "fanfare-worker-1"))
        .isEqualTo("export FANFARE_STACK=risk-prod, for this project's workers; to deploy them:"
            + " sam build && sam deploy");
    assertThat(command(fanfares(), "risk-worker-1"))
        .isEqualTo("in the folder of its template.yaml: sam build && sam deploy");
  }

  @Test
  void elsewhere_the_folder_is_named_too() {
    assertThat(command(folder, "fanfare-worker-1"))
        .isEqualTo("in Fanfare's folder: ./mvnw -q -DskipTests package && sam deploy");
    assertThat(command(folder, "my-function"))
        .isEqualTo("in the folder of its template.yaml: sam build && sam deploy");
  }

  @Test
  void a_jdk_for_the_build_comes_before_it() throws Exception {
    save(project(), "risk");

    assertThat(Deployment.of(project(), "risk-worker-1").command(Path.of("/jdk")))
        .isEqualTo("JAVA_HOME=/jdk sam build && sam deploy");
  }
}
