package dev.fanfare.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stands for a kernel's code if two processes compare it. */
class FingerprintTest {

  @Test
  void the_class_files_of_its_class_stand_for_a_kernel() {
    String digest = fingerprint(TestKernels.class, "add");

    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(fingerprint(TestKernels.class, "both")).isEqualTo(digest);
    assertThat(fingerprint(TestKernels.Loud.class, "loud"))
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(digest);
  }

  @Test
  void its_version_does_if_it_has_one() {
    assertThat(fingerprint(TestKernels.class, "versioned")).isEqualTo("version 2");
  }

  @Test
  void the_version_of_fanfare_does_for_fanfares_own() {
    assertThat(fingerprint(SeedKernels.class, "sum")).isEqualTo("fanfare " + Release.VERSION);
  }

  private static String fingerprint(Class<?> owner, String name) {
    return Kernels.byName(owner.getName() + "::" + name).fingerprint();
  }
}
