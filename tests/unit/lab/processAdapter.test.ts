import { expect, it } from "vitest";
import { isForPeople } from "../../../src/main/lab/processAdapter";

it.each([
  ["WARNING: All log messages before absl::InitializeLog() is called are written to STDERR", false],
  ["I0000 00:00:1795639082.019994   27851 port.cc:153] oneDNN custom operations are on.", false],
  ["W0000 00:00:1795639082.019994   27851 something.cc:9] A warning of the runtime.", true],
  ["E0000 00:00:1795639082.019994   27851 something.cc:9] An error of the runtime.", true],
  ["Error: In what the trainer does.", true],
])("of what the trainer's process prints, people see errors and warnings and no chatter: %s", (line, seen) => {
  expect(isForPeople(line)).toBe(seen);
});
