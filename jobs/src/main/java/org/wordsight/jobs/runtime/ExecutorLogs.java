package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gives executors Wordsight's log settings. Spark sends files to an executor only after its logging
 * has begun. The settings are therefore in the jar, and this plugin applies them.
 */
public final class ExecutorLogs implements SparkPlugin {
  private static final String SETTINGS = "/org/wordsight/jobs/conf/log4j2-executor.properties";
  private static final String DRIVER_SETTINGS = "/org/wordsight/jobs/conf/log4j2.properties";

  /** Applies the log settings in a driver that the launcher did not start itself. */
  public static void applyToDriver() {
    apply(DRIVER_SETTINGS);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        apply(SETTINGS);
      }
    };
  }

  /** Settings that the user gave the JVM come first. */
  private static void apply(String resource) {
    boolean given =
        System.getProperty("log4j2.configurationFile") != null
            || System.getProperty("log4j.configurationFile") != null;
    if (given) {
      return;
    }

    try (InputStream in = ExecutorLogs.class.getResourceAsStream(resource)) {
      LoggerContext context = LoggerContext.getContext(false);
      Configurator.reconfigure(
          new PropertiesConfigurationFactory()
              .getConfiguration(context, new ConfigurationSource(in)));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + resource, e);
    }
  }
}
