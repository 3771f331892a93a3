package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of profiles that give no credentials. */
final class AwsProfileTest {

  private static final Map<String, String> KEYS = Map.of("aws_access_key_id", "AKIA");
  private static final Map<String, String> SSO = Map.of("sso_session", "acme");

  private static String without(String name, Map<String, Map<String, String>> all) {
    return new AwsProfile(name, all).withoutCredentials().advice();
  }

  @Test
  void a_profile_that_does_not_exist_is_named_with_those_that_do() {
    assertThat(without("prod", Map.of("dev", KEYS)))
        .isEqualTo(
            "The config profile (prod) could not be found; there are: dev: export AWS_PROFILE=dev");
    assertThat(without("prod", Map.of()))
        .isEqualTo("The config profile (prod) could not be found; there are no profiles:"
            + " aws configure --profile prod");
    assertThat(new AwsProfile("prod", Map.of("dev", KEYS)).withoutRegion().text())
        .startsWith("The config profile (prod) could not be found");
  }

  @Test
  void without_a_profile_those_that_exist_are_named() {
    assertThat(without("default", Map.of("default", Map.of("region", "eu-west-1"), "dev", KEYS)))
        .isEqualTo("no AWS credentials found: set AWS_PROFILE (there are: dev), or set"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    assertThat(without("default", Map.of()))
        .startsWith("no AWS credentials found: aws configure, or");
  }

  @Test
  void a_profile_without_credentials_is_shown_to_the_cli() {
    assertThat(without("dev", Map.of("dev", Map.of("region", "eu-west-1"))))
        .isEqualTo("profile dev gives no credentials: see what the AWS CLI says:"
            + " aws sts get-caller-identity --profile dev");
  }

  @Test
  void a_profile_that_signs_in_through_a_browser_is_exported_by_its_name() {
    String export = "eval \"$(aws configure export-credentials --profile prod --format env)\"";

    assertThat(without("prod", Map.of("prod", SSO)))
        .endsWith(": aws sso login --profile prod && " + export);
    assertThat(without("prod", Map.of("prod", Map.of("login_session", "arn"))))
        .endsWith(": aws login --profile prod && " + export);
    assertThat(new AwsProfile("prod", Map.of("prod", SSO)).renewal())
        .isEqualTo("aws sso login --profile prod && " + export);
    assertThat(new AwsProfile("default", Map.of("prod", SSO)).renewal())
        .isEqualTo("get new ones, with SSO: aws sso login --profile prod && " + export);
  }

  @Test
  void a_role_of_a_profile_that_signs_in_through_a_browser_is_signed_in_as_well() {
    Map<String, String> role = Map.of("source_profile", "dev", "role_arn", "arn:aws:iam::1:role/x");

    assertThat(without("child", Map.of("child", role, "dev", SSO)))
        .contains(": aws sso login --profile child && ");
    assertThat(without("child", Map.of("child", role, "dev", Map.of("source_profile", "child"))))
        .endsWith("aws sts get-caller-identity --profile child");
  }
}
