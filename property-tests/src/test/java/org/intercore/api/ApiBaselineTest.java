package org.intercore.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.zerocopy.ZeroCopyEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What japicmp compares the libraries with: {@code config/api}. */
@Tag("sources")
class ApiBaselineTest {
  private static final Path API = Path.of("../config/api");

  /** Extended by another package of ours, and of no use to anybody else. */
  private static final String FOR_OURSELVES = "org/intercore/icbmsg/layout/BlockGeometry";

  /** Renews it; CONTRIBUTING.md has the command. */
  private static final boolean RENEW = Boolean.getBoolean("icbmsg.api.renew");

  static List<Arguments> libraries() {
    return List.of(
        Arguments.of("icmsg-core", IcmsgLink.class),
        Arguments.of("icbmsg", Icbmsg.class),
        Arguments.of("zerocopy-api", ZeroCopyEndpoint.class));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void hasEveryPackageThatIsExported(final String library, final Class<?> one)
      throws IOException, URISyntaxException {
    final Path built = placeOf(one);
    final Path baseline = API.resolve(library + ".jar");
    if (RENEW) {
      ApiJar.of(built).write(baseline);
    }
    assertThat(ApiJar.packages(baseline)).containsAll(ApiJar.exported(built));
  }

  /** So a method more in such a class breaks nobody, which japicmp is told. */
  @ParameterizedTest
  @MethodSource("libraries")
  void nobodyElseExtendsAnAbstractClass(final String library, final Class<?> one)
      throws IOException, URISyntaxException {
    assertThat(ApiJar.of(placeOf(one)).openToExtension()).as(library).isSubsetOf(FOR_OURSELVES);
  }

  private static Path placeOf(final Class<?> one) throws URISyntaxException {
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
