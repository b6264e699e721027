/** The lab without a window: what is typed, what it answers, and with which exit code. */
import { Command, CommanderError } from "commander";
import { version } from "../../../package.json";
import { addData } from "./data";
import { addDoctor } from "./doctor";
import { addElbo } from "./elbo";
import { addInspect } from "./inspect";
import { exitCodeOf, exitCodes, Output, type RunCommand } from "./output";
import { addParzen } from "./parzen";
import { addRecipes } from "./recipes";
import { addRecognition } from "./recognition";
import { addResume } from "./resume";
import { addSample } from "./sample";
import { addTrain } from "./train";
import { addVerify } from "./verify";

/** A command ends with this; processes that it started may still be going down. */
function end(code: number): void {
  process.exitCode = code;
}

/** Whoever read the answer may have read enough (`| head`); the work itself goes on to its end. */
function endureClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

async function main(): Promise<void> {
  endureClosedPipes();
  const program = new Command("saddle")
    .description("A desktop lab for generative adversarial networks, without its window.")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(saddle --help tells more)");
  let json = false;
  program.hook("preAction", (_program, command) => {
    json = command.opts().json === true;
  });
  const run: RunCommand = async (work) => {
    const output = new Output(json);
    try {
      end(await work(output));
    } catch (error) {
      output.error(error);
      end(exitCodeOf(error));
    }
  };
  for (const add of [
    addDoctor,
    addRecipes,
    addData,
    addTrain,
    addResume,
    addInspect,
    addSample,
    addElbo,
    addParzen,
    addRecognition,
    addVerify,
  ])
    add(program, run);
  for (const command of program.commands) command.option("--json", "one JSON object a line on standard output");
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are answers; everything else was typed wrongly.
    end(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
  }
}

void main();
