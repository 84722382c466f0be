package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wordsight.error.ExitCode;
import org.wordsight.model.Placement;
import org.wordsight.model.Precision;
import org.wordsight.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: compares a checkpoint under our code with what Hugging Face computes for it. */
@Command(
    name = "verify",
    header = "Compares a checkpoint with a stored Hugging Face reference.",
    description =
        "One line a quantity: case, quantity, largest difference, tolerance, verdict; then"
            + " how many passed and failed. The exit status is 0 only if all of them hold. Tolerances are"
            + " those of float32: with a 16-bit --precision, the differences show what 16 bits change.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight verify --reference common/src/test/resources/references/qwen2_vl",
      "  wordsight verify --reference common/src/test/resources/references/qwen2_vl --trace",
      "  wordsight verify --reference common/src/test/resources/references/qwen2_vl --device gpu:0",
      "  wordsight verify --model models/Qwen2-VL-7B-Instruct --reference references/qwen2_vl_7b"
    })
final class VerifyVerb implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private DeviceOptions where;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The checkpoint's folder (default: the one that the reference brings).")
  private Path model;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      required = true,
      description = "A folder in the format wordsight-reference/1.")
  private Path reference;

  @Option(
      names = "--trace",
      description =
          "Shows hidden states layer by layer, where the reference holds them (tensor hidden_states"
              + " of a chat: what enters each layer, then what the last norm gives).")
  private boolean trace;

  @Override
  public Integer call() {
    Verification.Summary summary =
        Verification.run(
            Optional.ofNullable(model),
            reference,
            new Placement(where.device(), where.precision().orElse(Precision.FLOAT32)),
            trace,
            check -> common.console().result(check.toString()));
    common.console().result(summary.toString());
    return summary.failed() == 0 ? ExitCode.DONE.status() : ExitCode.DEFECT.status();
  }
}
