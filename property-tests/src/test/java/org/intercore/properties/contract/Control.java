package org.intercore.properties.contract;

import java.util.Set;
import java.util.function.Supplier;

/** A defect and the rules of the contract that have to find it. */
enum Control {
  LOSES_ONE_IN_A_THOUSAND(
      DeliveryDefects.LosesOneInAThousand::new,
      "eachMessageArrivesOnce",
      "randomTrafficAgreesWithTheBook",
      "whatManyThreadsSendArrivesOnceAndInTheirOrder"),
  LOSES_SOME_LARGE_ONES(DeliveryDefects.LosesSomeLargeOnes::new, "largeAndSmallMessagesMix"),
  DELIVERS_SOME_TWICE(
      DeliveryDefects.DeliversSomeTwice::new,
      "eachMessageArrivesOnce",
      "bothSidesSendAtOnce",
      "randomTrafficAgreesWithTheBook",
      "whatManyThreadsSendArrivesOnceAndInTheirOrder"),
  LETS_ONE_OVERTAKE(
      DeliveryDefects.LetsOneOvertake::new,
      "messagesArriveInTheOrderInWhichTheyWereSent",
      "randomTrafficAgreesWithTheBook"),
  CUTS_OFF_THE_LAST_BYTE_OF_ONE_LENGTH(
      DeliveryDefects.CutsOffTheLastByteOfOneLength::new, "messagesOfEveryLengthArriveWhole"),
  WRITES_EACH_BYTE_ONCE(
      DeliveryDefects.WritesEachByteOnce::new, "aMessageIsFilledInPlaceInAnyOrder"),
  SENDS_WHAT_WAS_CLAIMED(
      DeliveryDefects.SendsWhatWasClaimed::new, "aMessageMayBeShorterThanItsClaim"),
  WRITES_OVER_THE_CLAIM_BESIDE(
      DeliveryDefects.WritesOverTheClaimBeside::new,
      "claimsThatAreOpenTogetherDoNotTouchEachOther"),
  MIXES_CHANNELS_UP(DeliveryDefects.MixesChannelsUp::new, "whatIsSentToOneChannelReachesNoOther"),

  LOSES_SPACE_ON_DROP(
      OwnershipDefects.LosesSpaceOnDrop::new,
      "aDroppedClaimGivesItsSpaceBack",
      "randomTrafficAgreesWithTheBook"),
  LOSES_SPACE_ON_RELEASE(
      OwnershipDefects.LosesSpaceOnRelease::new,
      "everythingComesBack",
      "randomTrafficAgreesWithTheBook",
      "aNewPeerFindsAllSpaceFreeAndNoOldMessages"),
  LOSES_SPACE_ON_RELEASE_BY_ANOTHER_THREAD(
      OwnershipDefects.LosesSpaceOnReleaseByAnotherThread::new, "anyThreadMayRelease"),
  RELEASES_HELD_MESSAGES_WITH_THE_HANDLER(
      OwnershipDefects.ReleasesHeldMessagesWithTheHandler::new,
      "aHeldMessageStaysAsItIsUntilItIsReleased",
      "whatIsHeldStaysReadableWhenThePeerHasGone",
      "randomTrafficAgreesWithTheBook"),
  COPIES_INSTEAD_OF_HOLDING(
      OwnershipDefects.CopiesInsteadOfHolding::new, "theSpaceOfHeldMessagesIsNotGivenOutAgain"),
  RELEASES_THE_OLDEST(
      OwnershipDefects.ReleasesTheOldest::new,
      "heldMessagesAreReleasedInAnyOrder",
      "randomTrafficAgreesWithTheBook"),
  GIVES_SPACE_BACK_IN_ORDER(
      OwnershipDefects.GivesSpaceBackInOrder::new, "aHeldMessageHoldsUpNoOthers"),
  SENDS_LATE(OwnershipDefects.SendsLate::new, "whatAMessageDoesNotNeedIsFreeAtOnce"),
  FORGIVES_MISUSE(
      OwnershipDefects.ForgivesMisuse::new,
      "sendingTwiceIsRefused",
      "droppingTwiceIsRefused",
      "releasingTwiceIsRefused",
      "holdingIsForTheHandlersCallAndOnce"),
  LEAVES_VIEWS_OPEN(
      OwnershipDefects.LeavesViewsOpen::new,
      "whatWasSentCannotBeWrittenAnyMore",
      "whatWasReleasedNeverShowsSomebodyElsesBytes"),

  NEVER_WAKES_WAITERS(
      true,
      WaitingDefects.NeverWakesWaiters::new,
      "aWaitingClaimIsServedByARelease",
      "aWaitingClaimIsServedByADrop",
      "theOnlyThreadOfASideMayWait",
      "aReceiveHandlerMayWait"),
  ENDS_WAITS_EARLY(WaitingDefects.EndsWaitsEarly::new, "aBoundedWaitDoesNotEndBeforeItsTime"),
  CLEARS_THE_INTERRUPT_FLAG(WaitingDefects.ClearsTheInterruptFlag::new, "anInterruptEndsAWait"),
  STARVES_LARGE_CLAIMS(
      true, WaitingDefects.StarvesLargeClaims::new, "aLargeClaimIsNotStarvedBySmallOnes"),
  CALLS_EVERYTHING_A_TIME_OUT(
      WaitingDefects.CallsEverythingATimeOut::new,
      "withoutSpaceAndWithoutWaitingTheAnswerIsNoSpace",
      "aClaimThatCanNeverSucceedIsRefusedAtOnce"),
  HIDES_THAT_THE_PEER_HAS_GONE(
      true,
      WaitingDefects.HidesThatThePeerHasGone::new,
      "aSenderIsToldThatThePeerHasGone",
      "aWaitEndsWhenThePeerGoes");

  private final boolean hanging;
  private final Supplier<Defect> defects;
  private final Set<String> findings;

  Control(final Supplier<Defect> defects, final String... findings) {
    this(false, defects, findings);
  }

  Control(final boolean hanging, final Supplier<Defect> defects, final String... findings) {
    this.hanging = hanging;
    this.defects = defects;
    this.findings = Set.of(findings);
  }

  Defect newDefect() {
    return defects.get();
  }

  /** Whether rules may find it by not getting on. */
  boolean isHanging() {
    return hanging;
  }

  /** The rules that have to fail. */
  Set<String> findings() {
    return findings;
  }
}
