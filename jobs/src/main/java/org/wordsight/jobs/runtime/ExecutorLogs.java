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
 * Gives executors our log settings. Spark sends files to an executor only after its logging has
 * begun, so they come with the jar, and this plugin applies them.
 */
public final class ExecutorLogs implements SparkPlugin {
  private static final String SETTINGS = "/org/wordsight/jobs/conf/log4j2-executor.properties";
  private static final String DRIVER_SETTINGS = "/org/wordsight/jobs/conf/log4j2.properties";

  /** Gives a driver that the launcher did not start itself our log settings. */
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

  /** Settings that somebody gave the JVM go before ours. */
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
