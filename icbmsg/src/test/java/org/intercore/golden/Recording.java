package org.intercore.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** One recorded exchange between two sides of the classic protocol's reference implementation. */
public final class Recording {
  private final String name;
  private final Json root;
  private final List<Step> steps;

  private Recording(final String name, final Json root) {
    this.name = name;
    this.root = root;
    this.steps = root.objects("steps").stream().map(Step::new).toList();
  }

  /** What one side did, and how everything stood afterwards. */
  public static final class Step {
    private final Json json;

    private Step(final Json json) {
      this.json = json;
    }

    public int number() {
      return json.number("n");
    }

    public Party actor() {
      return Party.valueOf(json.text("actor").toUpperCase(Locale.ROOT));
    }

    public String operation() {
      return json.text("op");
    }

    public int result() {
      return json.number("result");
    }

    public List<String> events() {
      return json.texts("events");
    }

    /** Own id and peer's id. */
    public List<Integer> session(final Party side) {
      return json.numbers(side + "_session");
    }

    public int blocksInUse(final Party side) {
      return json.number(side + "_blocks_in_use");
    }

    /** The whole region that this side sends in, byte by byte. */
    public byte[] region(final Party sender) {
      return HexFormat.of().parseHex(json.text(sender + "_tx"));
    }

    @Override
    public String toString() {
      return "step " + number() + " (" + json.text("name") + "): " + actor() + " " + operation();
    }
  }

  /** Reads a recording from the test resources. */
  public static Recording of(final String name) {
    try (InputStream source = Recording.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new Recording(name, Json.read(source));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  public List<Step> steps() {
    return steps;
  }

  public int number(final String field) {
    return root.number(field);
  }

  /** The unbound mode of a side: {@code disable}, {@code enable} or {@code detect}. */
  public String unbound(final Party side) {
    final String[] modes = root.text("unbound").split("/");
    return modes[side == Party.INITIATOR ? 0 : modes.length - 1];
  }

  /** What the geometry of a region must be, as one side computes it; {@code tx} or {@code rx}. */
  public Json layout(final Party side, final String region) {
    return root.object("layout_" + side).object(region);
  }
}
