package org.intercore.jmh.placement;

import java.util.function.Supplier;

/** The policies under study: all can be had from a bitmap of words by reading each word once or twice. */
enum Policy {
  /** The lowest word that has a run within, else the lowest run anywhere. */
  WORD_FIRST("word-first", Placers::wordFirst),
  /** The lowest run, within a word or across. */
  FIRST_FIT("first-fit", Placers::firstFit),
  /** The lowest word that has a run within, and in that word the tightest hole. */
  WORD_TIGHTEST("word-tightest", Placers::wordTightest),
  /** The tightest hole within any word. */
  WORD_BEST_FIT("word-best-fit", Placers::wordBestFit),
  /** The word with the fewest free blocks that still has a run. */
  FULLEST_WORD("fullest-word", Placers::fullestWord),
  /** The tightest hole anywhere. */
  BEST_FIT("best-fit", Placers::bestFit),
  /** The lowest word, at a multiple of the length rounded up to a power of two, as buddies lie. */
  ALIGNED("aligned", Placers::aligned),
  /** Small runs into 16-block cells that are in use already. */
  USED_CELLS("used-cells", Placers::usedCells),
  /** Single blocks from the bottom, longer runs from the top. */
  TWO_ENDED("two-ended-1", () -> Placers.twoEnded(1)),
  /** Up to 4 blocks from the bottom, longer runs from the top. */
  TWO_ENDED_4("two-ended-4", () -> Placers.twoEnded(4)),
  /** Up to 4 blocks from the bottom, longer runs from the top, each in its word's tightest hole. */
  TWO_ENDED_TIGHTEST("two-ended-tight", Placers::tightestFromEnds),
  /** Single blocks where one was freed last; longer runs word-first. */
  LAST_RELEASED("last-released", LastReleased::new),
  /** First in the word in which something was freed last, then word-first. */
  HOT_WORD("hot-word", HotWord::new),
  /** The lowest run after the one placed last, round and round. */
  NEXT_FIT("next-fit", NextFit::new),
  /** The widest hole: the control, bad on purpose. */
  WORST_FIT("worst-fit", Placers::worstFit);

  /** The one that the library follows; a test holds the two against each other. */
  static final Policy LIBRARY = WORD_FIRST;

  private final String label;
  private final Supplier<Placer> placers;

  Policy(final String label, final Supplier<Placer> placers) {
    this.label = label;
    this.placers = placers;
  }

  /** One for one bitmap. */
  Placer placer() {
    return placers.get();
  }

  @Override
  public String toString() {
    return label;
  }
}
