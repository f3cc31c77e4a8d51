package org.intercore.properties;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Multiplies the tries of each property of a class by the system property {@code
 * icbmsg.test.scale}, 1 by default, or by the most that the class can stand.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AddLifecycleHook(value = Scaled.Hook.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
public @interface Scaled {
  /** A limit, for properties whose tries take seconds because their threads outnumber the cores. */
  int most() default Integer.MAX_VALUE;

  /** Sets the tries before the property is run. */
  final class Hook implements AroundPropertyHook {
    private static final int DEFAULT_TRIES = 1000;

    @Override
    public PropertyExecutionResult aroundProperty(
        final PropertyLifecycleContext context, final PropertyExecutor property) {
      final int tries = context.attributes().tries().orElse(DEFAULT_TRIES);
      final int most = context.containerClass().getAnnotation(Scaled.class).most();
      final long scale = Math.min(most, Integer.getInteger("icbmsg.test.scale", 1));
      context.attributes().setTries((int) Math.min(Integer.MAX_VALUE, tries * scale));
      return property.execute();
    }
  }
}
