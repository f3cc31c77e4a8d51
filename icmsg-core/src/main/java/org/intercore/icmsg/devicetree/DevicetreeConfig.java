package org.intercore.icmsg.devicetree;

import java.util.Objects;
import java.util.function.BiFunction;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/**
 * A configuration that a devicetree has given, but for the memory: a devicetree says at which
 * addresses of a core the regions lie, and only the caller knows which file shows these addresses.
 *
 * @param <C> the configuration
 */
public final class DevicetreeConfig<C> {
  private final IpcInstance instance;
  private final BiFunction<IpcInstance, RegionPair, C> configuration;

  private DevicetreeConfig(
      final IpcInstance instance, final BiFunction<IpcInstance, RegionPair, C> configuration) {
    this.instance = instance;
    this.configuration = configuration;
  }

  /**
   * Puts a description and what is made of it together.
   *
   * @param <C> the configuration
   * @param instance what the devicetree says
   * @param configuration makes a configuration of it and of its regions
   * @return the configuration without its memory
   */
  public static <C> DevicetreeConfig<C> of(
      final IpcInstance instance, final BiFunction<IpcInstance, RegionPair, C> configuration) {
    return new DevicetreeConfig<>(
        Objects.requireNonNull(instance, "instance"),
        Objects.requireNonNull(configuration, "configuration"));
  }

  /**
   * What the devicetree says.
   *
   * @return the instance as this side sees it
   */
  public IpcInstance instance() {
    return instance;
  }

  /**
   * The configuration of the other core: to be used towards the core whose devicetree was read.
   *
   * @return the other side's configuration
   */
  public DevicetreeConfig<C> mirrored() {
    return new DevicetreeConfig<>(instance.mirrored(), configuration);
  }

  /**
   * The whole configuration.
   *
   * @param memory that has both regions in it
   * @param baseAddress the address, as the devicetree counts, of the memory's first byte
   * @return a configuration with everything that the devicetree says; to be refined, and opened
   * @throws IllegalArgumentException if a region does not lie within the memory
   */
  public C over(final SharedMemory memory, final long baseAddress) {
    return configuration.apply(instance, instance.regions(memory, baseAddress));
  }
}
