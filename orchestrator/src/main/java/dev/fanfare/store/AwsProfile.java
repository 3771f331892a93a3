package dev.fanfare.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/**
 * The profile that AWS tools use, and why it gives no credentials. Immutable.
 *
 * @param name its name, by {@code AWS_PROFILE}; otherwise {@code default}
 * @param all the properties of each profile in the AWS CLI's files, by its name
 */
record AwsProfile(String name, Map<String, Map<String, String>> all) {

  private static final String DEFAULT = "default";

  /** The one of this process. */
  static AwsProfile chosen() {
    String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValue().orElse(DEFAULT);
    Map<String, Map<String, String>> all = new TreeMap<>();
    for (Map.Entry<String, Profile> each :
        ProfileFile.defaultProfileFile().profiles().entrySet()) {
      all.put(each.getKey(), each.getValue().properties());
    }
    return new AwsProfile(name, all);
  }

  /** Why there is no region. */
  Diagnosis withoutRegion() {
    return isMissing()
        ? missing()
        : new Diagnosis(
            Diagnosis.Kind.SETTINGS,
            "no AWS region is set",
            "export AWS_REGION=us-east-1, or use a profile that has one");
  }

  /** Why there are no credentials. */
  Diagnosis withoutCredentials() {
    if (isMissing()) {
      return missing();
    }
    if (login(name) != null) {
      return new Diagnosis(
          Diagnosis.Kind.SETTINGS,
          "profile " + name + " signs in through a browser, which is not supported directly",
          signIn(name));
    }
    return name.equals(DEFAULT) ? nothing() : gaveNone();
  }

  private boolean isMissing() {
    return !name.equals(DEFAULT) && !all.containsKey(name);
  }

  private Diagnosis missing() {
    String others = all.isEmpty() ? "there are no profiles" : "there are: " + names();
    String any = all.size() == 1 ? names() : "NAME";
    return new Diagnosis(
        Diagnosis.Kind.SETTINGS,
        "The config profile (" + name + ") could not be found; " + others,
        all.isEmpty() ? "aws configure --profile " + name : "export AWS_PROFILE=" + any);
  }

  private String names() {
    return String.join(", ", all.keySet());
  }

  private Diagnosis gaveNone() {
    return new Diagnosis(
        Diagnosis.Kind.SETTINGS,
        "profile " + name + " gives no credentials",
        "see what the AWS CLI says: aws sts get-caller-identity --profile " + name);
  }

  private Diagnosis nothing() {
    List<String> others =
        all.keySet().stream().filter(each -> !each.equals(DEFAULT)).toList();
    String keys = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    return new Diagnosis(
        Diagnosis.Kind.SETTINGS,
        "no AWS credentials found",
        others.isEmpty()
            ? "aws configure, or " + keys + ", or with SSO: aws configure sso --profile NAME && "
                + export("NAME")
            : "set AWS_PROFILE (there are: " + String.join(", ", others) + "), or " + keys);
  }

  /** How to get new credentials in place of those that have expired. */
  String renewal() {
    List<String> signingIn =
        all.keySet().stream().filter(each -> login(each) != null).toList();
    if (login(name) != null) {
      return signIn(name);
    }
    return "get new ones, with SSO: " + signIn(signingIn.size() == 1 ? signingIn.get(0) : "NAME");
  }

  /** The command that signs in to a profile through a browser; null if it does not do that. */
  private @Nullable String login(String profile) {
    return login(profile, all.size());
  }

  // A role's profile signs in as the one that it names; two may name each other.
  private @Nullable String login(String profile, int most) {
    Map<String, String> properties = all.getOrDefault(profile, Map.of());
    String source = properties.get("source_profile");
    if (source != null && most > 1) {
      return login(source, most - 1);
    }
    if (properties.containsKey("login_session")) {
      return "aws login";
    }
    return properties.containsKey("sso_session") || properties.containsKey("sso_start_url")
        ? "aws sso login"
        : null;
  }

  private String signIn(String profile) {
    String login = login(profile);
    return (login == null ? "aws sso login" : login) + " --profile " + profile + " && "
        + export(profile);
  }

  // With --profile, the CLI passes over credentials in the environment, which may be the old ones.
  private static String export(String profile) {
    return "eval \"$(aws configure export-credentials --profile " + profile + " --format env)\"";
  }
}
