package org.intercore.bridge.control;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** The process that runs tests over broken variants of the bridge, all of them at the same time. */
final class BridgeHunt {
  /** In front of each line that says what became of a variant. */
  static final String RESULT = "hunt: ";

  private BridgeHunt() {}

  /**
   * Hunts all variants.
   *
   * @param args the module's directory, and one to work in
   */
  public static void main(final String[] args) throws InterruptedException {
    final List<Thread> hunts = new ArrayList<>();
    for (final BrokenBridge variant : BrokenBridge.values()) {
      final Thread hunt = new Thread(() -> {
        final String said = hunt(variant, Path.of(args[0]), Path.of(args[1]));
        System.out.println(RESULT + variant + " " + said.replace('\n', ' '));
      });
      hunts.add(hunt);
      hunt.start();
    }
    for (final Thread hunt : hunts) {
      hunt.join();
    }
    // A bridge that is broken may have left threads.
    System.exit(0);
  }

  /** What the variant's test has said; nothing if it has found nothing. */
  private static String hunt(final BrokenBridge variant, final Path module, final Path into) {
    try {
      final Path broken = variant.compile(module, into);
      try (URLClassLoader loader = loader(broken, module)) {
        Thread.currentThread().setContextClassLoader(loader);
        final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectMethod(variant.test()))
            .build();
        final SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary().getFailures().stream()
            .map(Failure::getException)
            .map(Throwable::toString)
            .collect(Collectors.joining(" "));
      }
    } catch (final IOException | AssertionError e) {
      return e.toString();
    }
  }

  /** Has the bridge and its tests anew, and the broken class before the right one. */
  private static URLClassLoader loader(final Path broken, final Path module)
      throws MalformedURLException {
    final URL[] urls = {
      broken.toUri().toURL(),
      module.resolve("target/test-classes/").toUri().toURL(),
      module.resolve("target/classes/").toUri().toURL()
    };
    return new URLClassLoader(urls, BridgeHunt.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(final String name, final boolean resolve)
          throws ClassNotFoundException {
        if (!name.startsWith("org.intercore.bridge.")) {
          return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
          final Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
      }
    };
  }
}
