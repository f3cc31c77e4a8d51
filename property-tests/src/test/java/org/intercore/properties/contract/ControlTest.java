package org.intercore.properties.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.intercore.testkit.Feature;
import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract can fail: each defect is found by the rules that it breaks, each rule finds one. */
class ControlTest {
  /** For rules that find a defect by hanging. Too short for a slow machine is no harm there. */
  private static final Duration UNTIL_IT_HANGS = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofMinutes(5);

  private static final String HANG = "did not end within";

  private static final Set<Feature> ALL = EnumSet.allOf(Feature.class);

  private static MessagingTransport small(final Set<Feature> features, final Defect defect) {
    return new DefectiveTransport(Transports.small(), features, defect);
  }

  private static Events run(final Stream<? extends DiscoverySelector> selectors) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectors.toArray(DiscoverySelector[]::new))
        .execute()
        .testEvents();
  }

  private static DiscoverySelector rule(final String name) {
    return selectMethod(ControlContract.class.getName(), name, "org.intercore.testkit.Meeting");
  }

  private static Set<String> rules(final Events events) {
    return events.stream()
        .map(Event::getTestDescriptor)
        .map(TestDescriptor::getSource)
        .map(source -> ((MethodSource) source.orElseThrow()).getMethodName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource
  void eachDefectIsFound(final Control control) {
    ControlContract.over(
        () -> small(ALL, control.newDefect()), control.isHanging() ? UNTIL_IT_HANGS : LONG);
    final Events events = run(control.findings().stream().map(ControlTest::rule));
    assertThat(rules(events.failed())).isEqualTo(new TreeSet<>(control.findings()));
    assertThat(messages(events.failed()))
        .allMatch(message -> message.contains("breaks the rule"))
        .allMatch(message -> message.contains("-D" + MessagingContract.SEED_PROPERTY + "="));
    if (!control.isHanging()) {
      assertThat(messages(events.failed())).noneMatch(message -> message.contains(HANG));
    }
  }

  @Test
  void withoutADefectEveryRuleHoldsAndEachOfThemFindsSomething() {
    ControlContract.over(() -> small(ALL, new Defect()), LONG);
    final Events events = run(Stream.of(selectClass(ControlContract.class)));
    assertThat(rules(events.failed())).isEmpty();
    assertThat(rules(events.aborted())).isEmpty();
    final Set<String> found = Stream.of(Control.values())
        .flatMap(control -> control.findings().stream())
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(found).isEqualTo(rules(events.succeeded()));
  }

  @Test
  void aRuleAboutWhatIsNotOfferedIsSkippedWithTheReason() {
    ControlContract.over(() -> small(Set.of(), new Defect()), LONG);
    final Events events = run(Stream.of(selectClass(ControlContract.class)));
    assertThat(rules(events.failed())).isEmpty();
    assertThat(rules(events.succeeded()))
        .contains("eachMessageArrivesOnce", "everythingComesBack", "randomTrafficAgreesWithTheBook")
        .doesNotContain("aHeldMessageStaysAsItIsUntilItIsReleased");
    assertThat(reasons(events.aborted()))
        .contains("the transport does not offer HOLD", "the transport does not offer CLAIM_WAITS");
  }

  private static Stream<String> messages(final Events events) {
    return events.stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow().getMessage());
  }

  private static List<String> reasons(final Events aborted) {
    return messages(aborted)
        .map(message -> message.replaceFirst("^Assumption failed: ", ""))
        .distinct()
        .toList();
  }
}
