package org.intercore.properties.block;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.intercore.properties.Generators.AllocatorStep;
import org.intercore.properties.Generators.AllocatorSteps;
import org.intercore.properties.Generators.AnyBlockCounts;
import org.intercore.properties.Generators.BlockPool;
import org.intercore.properties.Generators.BlockPools;
import org.intercore.properties.Generators.RunStep;
import org.intercore.properties.Generators.RunSteps;
import org.intercore.properties.Scaled;

@Scaled
class AllocatorProperties {
  @Property(tries = 2000)
  void blocksAreContiguousNeverSharedAndAllComeBack(
      @ForAll(supplier = BlockPools.class) final BlockPool pool,
      @ForAll(supplier = AllocatorSteps.class) final List<AllocatorStep> steps) {
    final AllocatorModel model = new AllocatorModel(pool);
    for (final AllocatorStep step : steps) {
      play(model, step);
      model.check();
    }
    model.giveEverythingBack();
  }

  @Property(tries = 500)
  void anyNumberOfBlocksIsHandedOutAndComesBack(
      @ForAll(supplier = AnyBlockCounts.class) final int count,
      @ForAll(supplier = RunSteps.class) final List<RunStep> steps) {
    final RunBook book = new RunBook(count);
    for (final RunStep step : steps) {
      book.play(step);
      book.check();
    }
    book.freeEverything();
  }

  private static void play(final AllocatorModel model, final AllocatorStep step) {
    final int which = step.which();
    switch (step.kind()) {
      case CLAIM -> model.claimBlocks(step.blocks(model.count() + 1));
      case CLAIM_SIZE ->
        model.claimSize(Math.max(0, model.capacity(step.blocks(model.count())) - which % 9));
      case CLAIM_LARGEST -> model.claimBlocks(0);
      case CLAIM_AND_WAIT -> model.claimAndWait(step.blocks(model.count() + 1), 1 + 7L * which);
      case SEND -> model.send(which, step.much(), false);
      case SEND_REQUEST -> model.send(which, step.much(), true);
      case DROP -> model.drop(which);
      case UNSEAL -> model.unseal(which);
      case RELEASE -> model.release(which);
      case RELEASE_LATER -> model.releaseLater(which);
      case RELEASE_ANYTHING -> model.releaseAnything(which % (model.count() + 2));
      case ANSWER -> model.answer(which);
      case REFUSE -> model.refuse(which);
      case RECLAIM -> {
        if (which % 10 == 0) {
          model.reclaim();
        }
      }
      default -> throw new AssertionError(step);
    }
  }
}
