package org.intercore.properties;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The controls of a hunt, each of which shows that it finds one broken variant. All together take
 * minutes, so by default it is the turn of some, others each time; {@code -Dicbmsg.controls=all}, as in
 * the profile "stress", runs every one. The seed is printed; {@code -Dicbmsg.controls.seed=SEED} draws
 * the same again.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("control")
@ArgumentsSource(Controls.Provider.class)
public @interface Controls {
  /** How many are run by default. */
  int some();

  /** All of them: the arguments of each, with commas between. */
  String[] of();

  /** Draws those whose turn it is. */
  final class Provider implements ArgumentsProvider, AnnotationConsumer<Controls> {
    private static final boolean ALL =
        System.getProperty("icbmsg.controls", "some").equals("all");
    private static final long SEED = Long.getLong("icbmsg.controls.seed", System.nanoTime());

    private Controls controls;

    @Override
    public void accept(final Controls annotation) {
      controls = annotation;
    }

    @Override
    public Stream<Arguments> provideArguments(
        final ParameterDeclarations parameters, final ExtensionContext context) {
      return Arrays.stream(controls.of())
          .filter(drawn(context.getRequiredTestClass())::contains)
          .map(control -> Arguments.of((Object[]) control.split(", *")));
    }

    private List<String> drawn(final Class<?> hunt) {
      final List<String> all = new ArrayList<>(List.of(controls.of()));
      if (ALL) {
        return all;
      }
      // What is drawn for one hunt does not depend on which others are run.
      Collections.shuffle(all, new Random(SEED + hunt.getName().hashCode()));
      final List<String> some = all.subList(0, controls.some());
      HuntJvm.say("controls of " + hunt.getSimpleName() + " with seed " + SEED + ": " + some);
      return some;
    }
  }
}
