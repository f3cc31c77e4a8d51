package org.intercore.testkit;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Opens the transport before each rule's test and closes it afterwards, skips rules about features
 * that are not there, runs the test under the {@link Watchdog} and says the seed of one that failed.
 */
final class MeetingExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(MeetingExtension.class);

  private static MessagingContract contract(final ExtensionContext context) {
    return (MessagingContract) context.getRequiredTestInstance();
  }

  private static ExtensionContext.Store store(final ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  private static String name(final ExtensionContext context) {
    return context.getRequiredTestMethod().getName();
  }

  @Override
  public void beforeEach(final ExtensionContext context) {
    open(context, contract(context));
    final Needs needs = context.getRequiredTestMethod().getAnnotation(Needs.class);
    if (needs != null) {
      final Meeting meeting = store(context).get(Meeting.class, Meeting.class);
      for (final Feature feature : needs.value()) {
        Assumptions.assumeTrue(
            meeting.has(feature), () -> "the transport does not offer " + feature);
      }
    }
  }

  private static void open(final ExtensionContext context, final MessagingContract contract) {
    try {
      Watchdog.guard("opening for " + name(context), contract.patience(), () -> {
        final MessagingTransport transport = contract.open();
        store(context)
            .put(Meeting.class, new Meeting(transport, contract.seed(), contract.scale()));
      });
    } catch (final AssertionError e) {
      // An adapter's own assumption, say that the machine has what the transport needs.
      if (e.getCause() instanceof TestAbortedException aborted) {
        throw aborted;
      }
      throw e;
    }
  }

  @Override
  public void afterEach(final ExtensionContext context) {
    final Meeting meeting = store(context).remove(Meeting.class, Meeting.class);
    if (meeting != null) {
      final Duration patience = contract(context).patience();
      Watchdog.guard("closing after " + name(context), patience, meeting::close);
    }
  }

  @Override
  public boolean supportsParameter(
      final ParameterContext parameter, final ExtensionContext context) {
    return parameter.getParameter().getType() == Meeting.class;
  }

  @Override
  public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
    return store(context).get(Meeting.class, Meeting.class);
  }

  @Override
  public void interceptTestMethod(
      final Invocation<Void> invocation,
      final ReflectiveInvocationContext<Method> method,
      final ExtensionContext context) {
    final MessagingContract contract = contract(context);
    try {
      Watchdog.guard(name(context), contract.patience(), () -> proceed(invocation));
    } catch (final Throwable t) {
      throw new AssertionError(
          "the transport breaks the rule " + name(context) + " (repeat with -D"
              + MessagingContract.SEED_PROPERTY + "=" + contract.seed() + "): " + t.getMessage(),
          t);
    }
  }

  private static void proceed(final Invocation<Void> invocation) throws Exception {
    try {
      invocation.proceed();
    } catch (final Exception | Error e) {
      throw e;
    } catch (final Throwable t) {
      throw new AssertionError(t);
    }
  }
}
