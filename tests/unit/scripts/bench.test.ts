import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { minutesOf, readArguments } from "../../../scripts/commands/bench.mjs";
import { downloadsOf, requirementsIn } from "../../../scripts/lib/peers.mjs";
import { tensorflowVersion } from "../../../scripts/lib/wheels.mjs";

const names = (...given: string[]) => {
  const chosen = readArguments(given);
  return chosen.help ? [] : chosen.names;
};

describe("arguments of npm run bench", () => {
  it("name benches; without a name all run but the comparison", () => {
    expect(names()).toEqual(["step", "start", "memory", "frames", "window"]);
    expect(names("memory", "step")).toEqual(["step", "memory"]);
    expect(names("results")).toEqual(["elbo", "parzen", "digits", "modes"]);
    expect(names("results", "digits", "step")).toEqual(["step", "elbo", "parzen", "digits", "modes"]);
  });

  it("--peers is the comparison, alone or beside others", () => {
    expect(names("--peers")).toEqual(["peers"]);
    expect(names("step", "--peers")).toEqual(["step", "peers"]);
    expect(names("peers", "--peers")).toEqual(["peers"]);
    // This one has peers of its own.
    expect(names("data", "--peers")).toEqual(["data"]);
    expect(readArguments(["data", "--peers"])).toMatchObject({ peers: true });
    expect(readArguments(["data"])).toMatchObject({ peers: false });
    expect(names("step", "data", "--peers")).toEqual(["step", "data", "peers"]);
  });

  it("choose recipes", () => {
    const chosen = ["modes", "--recipe", "gan-grid", "--recipe", "gan-ring"];
    expect(readArguments(chosen)).toMatchObject({ names: ["modes"], recipes: ["gan-grid", "gan-ring"] });
    expect(readArguments(["modes"])).toMatchObject({ recipes: undefined });
  });

  it("that are wrong are answered with what there is", () => {
    expect(() => readArguments(["steps"])).toThrow("There is no bench steps.");
    expect(() => readArguments(["--round", "3"])).toThrow("--round");
    expect(() => readArguments(["--rounds", "2.5"])).toThrow('--rounds is "2.5"');
    expect(() => readArguments(["--seconds", "0"])).toThrow('--seconds is "0"');
    expect(readArguments(["--seconds", "0.5"])).toMatchObject({ seconds: 0.5, rounds: undefined });
  });

  it("decide how long it takes", () => {
    const turns = { needs: "tensorflow", minutes: 6, turns: true } as const;
    expect(minutesOf(turns, { long: false, rounds: undefined, seconds: undefined })).toBe(6);
    expect(minutesOf(turns, { long: false, rounds: 10, seconds: 2.5 })).toBe(12);
    const run = { needs: "tensorflow", minutes: 3, longMinutes: 12 } as const;
    expect(minutesOf(run, { long: true, rounds: 10, seconds: undefined })).toBe(12);
    const trains = { needs: "tensorflow", minutes: 4, trains: { recipes: 2, minutes: 20 } } as const;
    const plain = { long: false, rounds: undefined, seconds: undefined };
    expect(minutesOf(trains, plain)).toBe(44);
    expect(minutesOf(trains, { ...plain, minutes: 1.5 })).toBe(7);
    expect(minutesOf(trains, { ...plain, minutes: 1.5, recipes: ["gan-2014-mnist"] })).toBe(5.5);
    expect(readArguments(["parzen", "--minutes", "60"])).toMatchObject({ names: ["parzen"], minutes: 60 });
  });
});

describe("the peers' packages", () => {
  const requirements = requirementsIn(readFileSync("bench/peers/requirements.txt", "utf8"));

  it("are all pinned", () => {
    expect(requirements.length).toBeGreaterThan(20);
    expect(requirements.filter((line) => !/^[a-z0-9-]+==[\w.]+( ; .+)?$/.test(line))).toEqual([]);
  });

  it("have the TensorFlow that the lab has", () => {
    const tensorflow = requirements.filter((line) => line.startsWith("tensorflow")).map((line) => line.split(" ; ")[0]);
    expect(tensorflow).toEqual([`tensorflow-cpu==${tensorflowVersion}`, `tensorflow==${tensorflowVersion}`]);
  });

  it("are fetched with the large ones apart, each once", () => {
    const downloads = downloadsOf(requirements);
    expect(downloads.slice(0, 2).map((group) => group[0]?.split("==")[0])).toEqual(["torch", "tensorflow-cpu"]);
    expect(downloads.flat().sort()).toEqual([...requirements].sort());
  });

  it("are read without comments", () => {
    expect(requirementsIn('# all\r\n\r\na==1\nb==2 ; sys_platform == "linux"  # only there\n')).toEqual([
      "a==1",
      'b==2 ; sys_platform == "linux"',
    ]);
  });
});
