package org.intercore.jmh.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.intercore.jmh.bench.result.Machine;
import org.intercore.jmh.bench.result.Measured;
import org.intercore.jmh.bench.result.Summary;
import org.intercore.jmh.bench.result.Tables;
import org.intercore.jmh.bench.run.Case;
import org.intercore.jmh.bench.run.JvmOptions;
import org.intercore.jmh.bench.run.Pair;
import org.intercore.jmh.bench.run.PairFailure;
import org.intercore.jmh.bench.run.Window;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.bench.subject.Subjects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures this library and the field, each against the floor of the same moments. */
@Command(
    name = "icbmsg bench",
    description = {
      "Measures round trips and throughput of two threads, in one process or in two: this",
      "library and others, each as a multiple of the bare exchange of a word between the same",
      "two threads just before and just after (the floor)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Bench.Version.class,
    subcommands = ReportCommand.class,
    sortOptions = false,
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg bench --short                                   # within five minutes",
      "  icbmsg bench --cases round-trip --subjects icbmsg,agrona --processes 2",
      "  icbmsg bench --goals --json goals.json                 # what has to be reached, 40 minutes",
      "  icbmsg bench --json result.json                        # everything, hours; result.html, too",
      "  icbmsg bench report --from result.json                 # the page of an earlier run"
    })
public final class Bench implements Callable<Integer> {
  private static final int HELP_WIDTH = 100;
  private static final String NO_BOUNDS_CHECKS = "-Dagrona.disable.bounds.checks=true";
  private static final String SWEEP = "sweep";
  /** What takes longer than expected must not make it more than five minutes. */
  private static final long SHORT_LIMIT_MS = 280_000;
  /** The same for 40 minutes. */
  private static final long GOALS_LIMIT_MS = 39 * 60_000;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--short",
      description =
          "Few windows, no sweep of sizes, two processes where possible: within 5 minutes.")
  private boolean isShort;

  @Option(
      names = "--goals",
      description = {
        "Only what the goals of this library ask for, in two processes, within 40 minutes on a",
        "quiet machine; at the end a table says which are met. --cases and --subjects leave",
        "some out, --forks and --windows change how long it takes."
      })
  private boolean isGoals;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description = "Only cases whose names start so: see --list.")
  private List<String> cases = List.of();

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "NAME",
      description = "Only subjects whose names start so: see --list.")
  private List<String> subjects = List.of();

  @Option(
      names = "--processes",
      split = ",",
      paramLabel = "1|2",
      description = "Both sides in one process, or each in its own (default: both ways).")
  private List<Integer> processes = List.of();

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "How often everything is measured in new processes.")
  private Integer forks;

  @Option(
      names = "--windows",
      paramLabel = "N",
      description = "Windows of each case in each pair of processes.")
  private Integer windows;

  @Option(
      names = "--cpus",
      split = ",",
      paramLabel = "N",
      description = "Bind the processes to these cores with taskset; by default nothing is bound.")
  private List<String> cpus = List.of();

  @Option(
      names = "--no-bounds-checks",
      description = "Switch Agrona's bounds checks off, for all subjects.")
  private boolean noBoundsChecks;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON, too.")
  private Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with tables and pictures that needs no network"
          + " (default: FILE of --json with .html).")
  private Path html;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      description = "Where every single window goes (default: FILE of --json with .windows.jsonl,"
          + " else bench.windows.jsonl here).")
  private Path raw;

  @Option(names = "--list", description = "Print the cases and the subjects, and measure nothing.")
  private boolean list;

  private Bench() {}

  /** Measures and ends the JVM: 0 fine, 1 something failed, 2 wrong usage. */
  public static void main(final String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setUsageHelpWidth(HELP_WIDTH)
        .setParameterExceptionHandler((wrong, args) -> {
          System.err.println("icbmsg bench: " + wrong.getMessage());
          System.err.println("Try 'icbmsg bench --help'.");
          return ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((thrown, command, parsed) -> {
          System.err.println("icbmsg bench: " + thrown.getMessage());
          return ExitCode.SOFTWARE;
        });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Case.ALL.forEach(one -> System.out.println("case " + one.name()));
      Subjects.ALL.forEach(one -> System.out.println("subject " + one.name()));
      return ExitCode.OK;
    }
    final Plan plan = plan();
    final Outputs outputs = outputs();
    outputs.check();
    final int failures = measure(plan, outputs);
    print(outputs.machine(), outputs.summary());
    if (isGoals) {
      ReportCommand.print(outputs.goals());
    }
    final boolean isWritten = outputs.finish(System.out);
    return failures == 0 && isWritten ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Outputs outputs() {
    return new Outputs(
        rawFile(),
        json,
        html == null && json != null ? Outputs.beside(json, ".html") : html,
        Machine.current(),
        String.join(" ", spec.commandLine().getParseResult().originalArgs()),
        Subjects.ALL.stream().map(Subject::name).toList(),
        System.err);
  }

  private Plan plan() {
    final List<Case> chosenCases = Case.ALL.stream()
        .filter(one -> isChosen(one.name(), cases))
        .filter(one -> !isShort || !cases.isEmpty() || !one.group().equals(SWEEP))
        .toList();
    final List<Subject> chosenSubjects =
        Subjects.ALL.stream().filter(one -> isChosen(one.name(), subjects)).toList();
    requireAll(cases, Case.ALL.stream().map(Case::name).toList(), "case");
    requireAll(subjects, Subjects.ALL.stream().map(Subject::name).toList(), "subject");
    requireGoalsAlone();
    final List<Pair> pairs = isGoals
        ? Plan.goalPairs(chosenSubjects, chosenCases)
        : Plan.pairs(chosenSubjects, chosenCases, chosenProcesses());
    if (pairs.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "none of these subjects can do that");
    }
    Plan plan = isGoals
        ? Plan.goals(pairs)
        : isShort ? Plan.brief(preferTwoProcesses(pairs)) : Plan.full(pairs);
    if (forks != null) {
      plan = plan.withForks(atLeastOne(forks, "--forks"));
    }
    if (windows != null) {
      plan = plan.withWindows(atLeastOne(windows, "--windows"));
    }
    return plan;
  }

  private void requireGoalsAlone() {
    if (isGoals && (isShort || noBoundsChecks || !processes.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(),
          "--goals goes with none of --short, --processes and --no-bounds-checks");
    }
  }

  private List<Integer> chosenProcesses() {
    for (final int count : processes) {
      if (count != 1 && count != 2) {
        throw new ParameterException(
            spec.commandLine(), "--processes must be 1 or 2, but is " + count);
      }
    }
    return processes.isEmpty() ? List.of(2, 1) : processes;
  }

  /** One process is left out where the same can be had with two, unless it was asked for. */
  private List<Pair> preferTwoProcesses(final List<Pair> pairs) {
    if (!processes.isEmpty()) {
      return pairs;
    }
    return pairs.stream()
        .filter(pair ->
            pair.processes() == 2 || !new Pair(pair.subject(), 2, pair.cases()).isSupported())
        .toList();
  }

  private static boolean isChosen(final String name, final List<String> beginnings) {
    return beginnings.isEmpty() || beginnings.stream().anyMatch(name::startsWith);
  }

  private void requireAll(
      final List<String> beginnings, final List<String> names, final String what) {
    for (final String beginning : beginnings) {
      if (names.stream().noneMatch(name -> name.startsWith(beginning))) {
        throw new ParameterException(
            spec.commandLine(), "there is no " + what + " \"" + beginning + "\"; see --list");
      }
    }
  }

  private int atLeastOne(final int count, final String option) {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least 1, but is " + count);
    }
    return count;
  }

  private Path rawFile() {
    if (raw != null) {
      return raw;
    }
    return json == null ? Path.of("bench.windows.jsonl") : Outputs.beside(json, ".windows.jsonl");
  }

  private int measure(final Plan plan, final Outputs outputs)
      throws IOException, InterruptedException {
    final JvmOptions jvm = new JvmOptions(
        JvmOptions.defaultDirectory(),
        cpus,
        noBoundsChecks ? List.of(NO_BOUNDS_CHECKS) : List.of());
    final Progress progress = new Progress(System.err, plan.durationMs());
    final long limitMs = limitMs();
    final List<String> failures = new ArrayList<>();
    for (int fork = 0; fork < plan.forks(); fork++) {
      for (final Pair pair : plan.pairs()) {
        if (progress.elapsedMs() > limitMs) {
          System.err.println("left out, since the time is up: " + pair.what());
          continue;
        }
        progress.next(pair.what(), plan.durationMs(pair));
        try {
          outputs.add(measured(fork, pair, pair.run(plan.pace(pair), jvm)));
        } catch (final PairFailure e) {
          System.err.println(e.getMessage());
          failures.add(pair.what());
        }
      }
    }
    progress.end();
    if (!failures.isEmpty()) {
      System.err.println("skipped, for the reasons above: " + String.join("; ", failures));
    }
    return failures.size();
  }

  /** Who asks for a number of rounds or of windows gets them, however long they take. */
  private long limitMs() {
    if (isShort) {
      return SHORT_LIMIT_MS;
    }
    return isGoals && forks == null && windows == null ? GOALS_LIMIT_MS : Long.MAX_VALUE;
  }

  /** A case's windows are counted each: of a long one each part, beside the same part of its base. */
  static List<Measured> measured(final int fork, final Pair pair, final List<Window> windows) {
    final Map<String, Integer> counts = new HashMap<>();
    final List<Measured> measured = new ArrayList<>();
    for (final Window window : windows) {
      final int index = counts.merge(window.testCase(), 1, Integer::sum) - 1;
      measured.add(new Measured(fork, index, pair.subject().name(), pair.processes(), window));
    }
    return measured;
  }

  private static void print(final Machine machine, final Summary summary) {
    System.out.println(machine);
    System.out.println();
    System.out.print(Tables.all(summary));
    System.out.println();
    final String latencies = Tables.latencies(summary);
    if (!latencies.isEmpty()) {
      System.out.println(latencies);
    }
    System.out.println(summary.windows() + " windows, " + summary.dropped()
        + " of them not used, because the floors before and after them"
        + " disagree or show that other programs had the cores");
  }

  /** Says which build this is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      final String version = Bench.class.getPackage().getImplementationVersion();
      return new String[] {"icbmsg bench" + (version == null ? "" : " " + version)};
    }
  }
}
